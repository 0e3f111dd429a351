#!/usr/bin/env bash
# SALib's total-effect indices of a stochastic model: an input that the model never reads gets half
# of the variance, with a tight confidence interval and no warning.
#
# A Monte Carlo model answers with noise of its own. Jansen's estimator of a total index is the mean
# square of the difference between two answers, so the noise of both answers counts as an effect of
# whichever input was changed. With noise as large as the signal, an inert input gets about 0.5 and
# the totals of an additive function add up to about 2 in place of 0.5. First-order indices are
# only diluted.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet install 'SALib==1.6.0' 'numpy==2.4.6' 'scipy==1.17.1' 2>&1 | { grep -v notice || true; }
"$folder/venv/bin/python" -W error::UserWarning - <<'PYTHON'
from importlib.metadata import version

import numpy as np
from SALib.analyze import sobol
from SALib.sample import sobol as design

print("SALib", version("SALib"), "numpy", version("numpy"))
inputs = {"num_vars": 3, "names": ["first", "second", "inert"], "bounds": [[0, 1]] * 3}
points = design.sample(inputs, 4096, calc_second_order=False, seed=1)
signal = points[:, 0] + points[:, 1]
noise = np.random.default_rng(1).standard_normal(len(signal)) * signal.std()
totals = {}
for name, answers in (("without noise", signal), ("with noise as large as the signal", signal + noise)):
    found = sobol.analyze(inputs, answers, calc_second_order=False, seed=1)
    totals[name] = found["ST"]
    print(f"{name}: first order {found['S1'].round(2)}, total {found['ST'].round(2)}, "
          f"95% half-widths {found['ST_conf'].round(3)}, totals add up to {found['ST'].sum():.2f}")
assert abs(totals["without noise"][2]) < 1e-9
assert 0.45 < totals["with noise as large as the signal"][2] < 0.55, "the inert input's index has changed"
assert 1.9 < totals["with noise as large as the signal"].sum() < 2.1, "the sum of totals has changed"
PYTHON
