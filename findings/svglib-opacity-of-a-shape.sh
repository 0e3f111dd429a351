#!/usr/bin/env bash
# svglib draws a shape with `opacity` as solid, and one with `fill-opacity` as translucent.
#
# SVG 1.1 (14.5) and SVG 2 (Rendering, 3.5) define `opacity` for every graphics element; on a single filled
# shape without a stroke the two mean the same. Whoever draws a band of uncertainty with `opacity`, which is
# what several plotting libraries write, gets a PDF in which the band hides the line below it. Colours of the
# pixels are printed, so that nobody has to trust a reading of the source.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv tools
tools/bin/pip install --quiet 'svglib==2.3.2' 'reportlab==5.1.0' 'pymupdf==1.28.0' 2>&1 | tail -1

cat >shapes.svg <<'SVG'
<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">
  <rect x="0" y="0" width="20" height="20" fill="#1B3664" opacity="0.2"/>
  <rect x="20" y="0" width="20" height="20" fill="#1B3664" fill-opacity="0.2"/>
</svg>
SVG
cat >render.py <<'PY'
from importlib.metadata import version

import pymupdf
from reportlab.graphics import renderPDF
from svglib.svglib import svg2rlg

renderPDF.drawToFile(svg2rlg("shapes.svg"), "shapes.pdf")
page = pymupdf.open("shapes.pdf")[0].get_pixmap()
left, right = (page.pixel(int(part * page.width), page.height // 2) for part in (0.25, 0.75))
print(f"svglib {version('svglib')}, reportlab {version('reportlab')}")
print(f"opacity 0.2:      {left}")
print(f"fill-opacity 0.2: {right}")
solid = (0x1B, 0x36, 0x64)
near = lambda a, b: all(abs(x - y) <= 3 for x, y in zip(a, b))
assert near(left, solid), "opacity is drawn now"
assert not near(right, solid), "fill-opacity is no longer drawn"
PY
tools/bin/python render.py
