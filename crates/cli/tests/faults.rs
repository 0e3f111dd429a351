//! Nothing is lost, nothing hangs, and nothing lies about how it ended: the program is killed, stopped,
//! run twice at once, given full disks, closed pipes and folders that it must not touch.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::common::{FUND_HEAD, SMALL};

/// A folder with the small scenario in it.
struct Workdir(TempDir);

/// Trials of a run that is still under way when something happens to it.
const LONG: &str = "200000";

impl Workdir {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("small.toml"), SMALL).expect("written");
        Self(folder)
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kinward"));
        command.current_dir(self.0.path()).args(words).stdin(Stdio::null());
        command
    }

    fn kinward(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("started")
    }

    /// A short run into `here`.
    #[track_caller]
    fn run(&self, words: &[&str]) -> Output {
        let run = ["run", "small.toml", "--trials", "20", "--output", "here"];
        self.kinward(&[&run[..], words].concat())
    }

    /// A run into `here` that has begun and is far from its end.
    fn begin(&self, trials: &str) -> Child {
        let words = ["run", "small.toml", "--trials", trials, "--seed", "7", "--output", "here"];
        let mut command = self.command(&words);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().expect("started");
        self.wait_for(|name| name.ends_with(".kinward-partial"));
        child
    }

    #[track_caller]
    fn wait_for(&self, is_it: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !self.entries().iter().any(|name| is_it(name)) {
            assert!(start.elapsed() < Duration::from_secs(60), "it never came");
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn entries(&self) -> Vec<String> {
        entries(self.0.path())
    }

    /// A script that finds the program as `$KINWARD` and stands in the folder.
    fn shell(&self, script: &str) -> Output {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).current_dir(self.0.path());
        shell.env("KINWARD", env!("CARGO_BIN_EXE_kinward")).stdin(Stdio::null());
        shell.output().expect("a shell")
    }

    /// The same with file systems of its own, where the system lets us; none where it does not.
    fn shell_that_mounts(&self, script: &str) -> Option<Output> {
        let probe = "mkdir -p disk && exec unshare -m mount -t tmpfs -o size=1m none disk";
        if !self.shell(probe).status.success() {
            return None;
        }
        let script = script.replace('\'', "'\\''");
        Some(self.shell(&format!("exec unshare -m sh -c '{script}'")))
    }
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<_> =
        entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn assert_ended(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", err(output));
}

/// Asserts that a folder holds one whole result and returns the seed that it is of.
#[track_caller]
fn assert_whole(folder: &Path) -> u64 {
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("written");
    let json = |name: &str| serde_json::from_str::<serde_json::Value>(&read(name)).expect("JSON");
    let manifest = json("manifest.json");
    for file in manifest["files"].as_array().expect("a list") {
        let path = file["path"].as_str().expect("a path");
        let bytes = fs::read(folder.join(path)).expect("it is listed");
        assert_eq!(file["blake3"], blake3::hash(&bytes).to_string(), "{path}");
    }
    assert_eq!(manifest["seed"], json("summary.json")["seed"]);
    manifest["seed"].as_u64().expect("a number")
}

fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    assert!(Command::new("kill").args([name, &pid]).status().expect("kill").success());
}

#[test]
fn of_two_runs_into_one_folder_the_second_says_so() {
    let workdir = Workdir::new();
    let first = workdir.begin(LONG);
    let second = workdir.run(&["--seed", "2"]);
    assert_ended(&second, 1);
    assert!(err(&second).contains("another kinward is writing to `here`"), "{}", err(&second));
    assert_eq!(out(&second), "");
    // Another folder beside it is free.
    assert_ended(&workdir.kinward(&["run", "small.toml", "--trials", "20", "-o", "there"]), 0);
    signal(&first, "-TERM");
    first.wait_with_output().expect("ended");
    assert_ended(&workdir.run(&["--seed", "2"]), 0);
    assert_eq!(assert_whole(&workdir.path("here")), 2);
    assert_eq!(workdir.entries(), ["here", "small.toml", "there"]);
}

/// Sixteen runs, four at once. Before there was a lock every third pair mixed its files.
#[test]
fn runs_at_once_never_mix_their_files() {
    let workdir = Workdir::new();
    for round in 0..4_u64 {
        let seeds: Vec<u64> = (1..=4).map(|place| round * 4 + place).collect();
        let start = |seed: &u64| {
            let seed = seed.to_string();
            let words = ["run", "small.toml", "-n", "20", "-o", "here", "--seed", &seed];
            let mut command = workdir.command(&words);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
        };
        let runs: Vec<Child> = seeds.iter().map(start).collect();
        let codes: Vec<Option<i32>> =
            runs.into_iter().map(|mut run| run.wait().expect("ended").code()).collect();
        assert!(codes.iter().all(|code| matches!(code, Some(0 | 1))), "{codes:?}");
        assert!(codes.contains(&Some(0)), "one of them gets through");
        let seed = assert_whole(&workdir.path("here"));
        let won = seeds.iter().position(|it| *it == seed).expect("a seed of this round");
        assert_eq!(codes[won], Some(0), "the result of a run that said it failed");
        assert_eq!(workdir.entries(), ["here", "small.toml"]);
    }
}

#[test]
fn what_is_put_into_the_folder_during_a_run_is_kept() {
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&[]), 0);
    let run = workdir.begin("20000");
    fs::write(workdir.path("here/notes.md"), "what I made of it").expect("written");
    fs::write(workdir.path("here/charts/sketch.txt"), "a sketch").expect("written");
    fs::create_dir_all(workdir.path("here/mine/empty")).expect("made");
    fs::write(workdir.path("here/report.html"), "my remarks in it").expect("written");
    let run = run.wait_with_output().expect("ended");
    assert_ended(&run, 0);
    assert_eq!(assert_whole(&workdir.path("here")), 7);
    let read = |path: &str| fs::read_to_string(workdir.path(path)).expect("it is still there");
    assert_eq!(read("here/notes.md"), "what I made of it");
    assert_eq!(read("here/charts/sketch.txt"), "a sketch");
    assert!(workdir.path("here/mine/empty").is_dir());
    assert_eq!(read("here-kept/report.html"), "my remarks in it");
    assert!(err(&run).contains("here-kept"), "{}", err(&run));
    assert_eq!(entries(&workdir.path("here-kept")), ["report.html"]);
    assert_eq!(workdir.entries(), ["here", "here-kept", "small.toml"]);
}

/// Changed since it was written, a file is somebody else's.
#[test]
fn a_result_that_was_changed_is_not_replaced() {
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&[]), 0);
    fs::write(workdir.path("here/report.html"), "my remarks in it").expect("written");
    let refused = workdir.run(&["--seed", "2"]);
    assert_ended(&refused, 1);
    assert!(err(&refused).contains("`here/report.html`"), "{}", err(&refused));
    assert_eq!(
        fs::read_to_string(workdir.path("here/report.html")).expect("there"),
        "my remarks in it"
    );
    assert_eq!(workdir.entries(), ["here", "small.toml"]);
}

#[test]
fn files_of_others_with_names_like_ours_are_left_alone() {
    let workdir = Workdir::new();
    let theirs =
        [".here.partial", ".here.earlier", ".here.kinward-lock", ".here.x.kinward-partial"];
    for name in theirs {
        fs::write(workdir.path(name), "theirs").expect("written");
    }
    fs::remove_file(workdir.path(".here.partial")).expect("removed");
    fs::create_dir(workdir.path(".here.partial")).expect("made");
    fs::write(workdir.path(".here.partial/thesis.txt"), "years of work").expect("written");
    assert_ended(&workdir.run(&[]), 0);
    assert_ended(&workdir.run(&[]), 0);
    assert!(workdir.path(".here.partial/thesis.txt").is_file());
    for name in &theirs[1..] {
        assert_eq!(fs::read_to_string(workdir.path(name)).expect("there"), "theirs", "{name}");
    }
}

/// A manifest that was made by hand must not make Kinward remove what lies elsewhere.
#[test]
fn a_manifest_cannot_lead_out_of_its_folder() {
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&[]), 0);
    fs::write(workdir.path("precious.txt"), "years of work").expect("written");
    let manifest = fs::read_to_string(workdir.path("here/manifest.json")).expect("written");
    let row = format!(
        r#""files": [ {{ "path": "../precious.txt", "bytes": 13, "blake3": "{}" }},"#,
        blake3::hash(b"years of work")
    );
    fs::write(workdir.path("here/manifest.json"), manifest.replace(r#""files": ["#, &row))
        .expect("written");
    workdir.run(&[]);
    assert!(workdir.path("precious.txt").is_file());
    // Nor a folder of charts that is a link to somewhere else.
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&[]), 0);
    fs::rename(workdir.path("here/charts"), workdir.path("elsewhere")).expect("moved");
    symlink(workdir.path("elsewhere"), workdir.path("here/charts")).expect("linked");
    let before = entries(&workdir.path("elsewhere"));
    assert_ended(&workdir.run(&[]), 1);
    assert_eq!(entries(&workdir.path("elsewhere")), before);
}

/// `kill -9` leaves the earlier result whole, and the next run clears away what is left.
#[test]
fn a_run_that_is_killed_harms_nothing() {
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&["--seed", "3"]), 0);
    let mut run = workdir.begin(LONG);
    run.kill().expect("killed");
    run.wait().expect("ended");
    assert_eq!(assert_whole(&workdir.path("here")), 3);
    assert!(workdir.entries().len() > 2, "nobody can clear away after `kill -9`");
    assert_ended(&workdir.run(&["--seed", "4"]), 0);
    assert_eq!(assert_whole(&workdir.path("here")), 4);
    assert_eq!(workdir.entries(), ["here", "small.toml"]);
}

/// What a run of some name has left in a folder that was killed: its lock file and one file of its results.
fn leave(folder: &Path, name: &str, ending: &str, is_complete: bool) {
    let line = if is_complete { "complete\n" } else { "" };
    let lock = format!("kinward is writing here\n.{name}.x.kinward-partial\n{line}");
    fs::write(folder.join(format!(".{name}.kinward-lock")), lock).expect("written");
    let partial = folder.join(format!(".{name}.x.{ending}"));
    fs::create_dir(&partial).expect("made");
    fs::write(partial.join("trials.parquet"), "half of it").expect("written");
}

/// Killed in a folder that is itself the target of the next run, or while it was clearing away.
#[test]
fn what_killed_runs_have_left_is_known_wherever_it_is() {
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&["--seed", "3"]), 0);
    leave(&workdir.path("here"), "inner", "kinward-partial", false);
    leave(&workdir.path("here"), "here", "kinward-partial", false);
    leave(&workdir.path(""), "here", "stopped", false);
    assert_ended(&workdir.run(&["--seed", "4"]), 0);
    assert_eq!(assert_whole(&workdir.path("here")), 4);
    assert_eq!(workdir.entries(), ["here", "small.toml"]);
    assert!(entries(&workdir.path("here")).iter().all(|name| !name.starts_with('.')));
    // What only looks like it is somebody else's.
    leave(&workdir.path("here"), "inner", "kinward-partial", false);
    fs::write(workdir.path("here/.inner.kinward-lock"), "theirs\n.inner.x.kinward-partial\n")
        .expect("written");
    let refused = workdir.run(&["--seed", "5"]);
    assert_ended(&refused, 1);
    assert!(err(&refused).contains("here/.inner."), "{}", err(&refused));
    assert!(workdir.path("here/.inner.x.kinward-partial/trials.parquet").is_file());
}

/// Killed after the new results had taken the earlier ones' place: what somebody had put among these is kept.
#[test]
fn a_file_of_somebody_else_outlives_a_run_that_is_killed_as_it_ends() {
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&["--seed", "3"]), 0);
    fs::rename(workdir.path("here"), workdir.path("earlier")).expect("moved");
    assert_ended(&workdir.run(&["--seed", "4"]), 0);
    leave(&workdir.path(""), "here", "kinward-partial", true);
    fs::remove_dir_all(workdir.path(".here.x.kinward-partial")).expect("removed");
    fs::rename(workdir.path("earlier"), workdir.path(".here.x.kinward-partial")).expect("moved");
    fs::write(workdir.path(".here.x.kinward-partial/notes.md"), "what I made of it")
        .expect("written");
    let refused = workdir.run(&["--seed", "5"]);
    assert_ended(&refused, 1);
    assert!(err(&refused).contains("`here/notes.md`"), "{}", err(&refused));
    assert_eq!(assert_whole(&workdir.path("here")), 4);
    assert_eq!(
        fs::read_to_string(workdir.path("here/notes.md")).expect("kept"),
        "what I made of it"
    );
    assert_eq!(workdir.entries(), ["here", "small.toml"]);
}

/// Killed while the results were being moved into a folder that cannot be replaced.
#[test]
fn results_that_were_moved_by_half_are_cleared_away() {
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&["--seed", "3"]), 0);
    leave(&workdir.path("here"), "here", "kinward-partial", true);
    let partial = workdir.path("here/.here.x.kinward-partial");
    fs::remove_file(partial.join("trials.parquet")).expect("removed");
    for name in ["manifest.json", "report.html"] {
        fs::rename(workdir.path("here").join(name), partial.join(name)).expect("moved");
    }
    assert_ended(&workdir.run(&["--seed", "4"]), 0);
    assert_eq!(assert_whole(&workdir.path("here")), 4);
    assert_eq!(workdir.entries(), ["here", "small.toml"]);
}

/// Pipes that nobody writes to, where a contract, a manifest and a lock file are looked for.
#[test]
fn no_pipe_is_waited_for() {
    let workdir = Workdir::new();
    fs::write(
        workdir.path("fund.toml"),
        format!("{FUND_HEAD}contracts = [{{ file = \"pipe\" }}]\n"),
    )
    .expect("written");
    let script = "mkfifo pipe && timeout 60 $KINWARD portfolio fund.toml";
    let refused = workdir.shell(script);
    assert_ended(&refused, 2);
    assert!(err(&refused).contains("it is not a regular file"), "{}", err(&refused));
    for (pipe, code) in [("here/manifest.json", 1), (".here.kinward-lock", 0)] {
        let script = format!(
            "rm -rf here && mkdir here && mkfifo {pipe} && timeout 60 $KINWARD run small.toml -n 20 -o here"
        );
        assert_ended(&workdir.shell(&script), code);
    }
}

#[test]
fn a_run_that_is_stopped_leaves_nothing_and_dies_of_the_signal() {
    for (name, number) in [("-TERM", 15), ("-INT", 2), ("-HUP", 1)] {
        let workdir = Workdir::new();
        let words = ["run", "small.toml", "--trials", LONG, "--output", "deep/er/here"];
        let run = workdir.command(&words).stderr(Stdio::piped()).spawn().expect("started");
        workdir.wait_for(|name| name == "deep");
        thread::sleep(Duration::from_millis(50));
        signal(&run, name);
        let run = run.wait_with_output().expect("ended");
        assert_eq!(run.status.signal(), Some(number), "{name}: {}", err(&run));
        assert_eq!(err(&run), "");
        assert_eq!(workdir.entries(), ["small.toml"], "{name}");
    }
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&["--seed", "3"]), 0);
    let run = workdir.begin(LONG);
    signal(&run, "-INT");
    run.wait_with_output().expect("ended");
    assert_eq!(assert_whole(&workdir.path("here")), 3);
    assert_eq!(workdir.entries(), ["here", "small.toml"]);
}

/// Stopped at many moments, the last while files are written and change places.
#[test]
fn whenever_a_run_is_stopped_there_is_one_whole_result() {
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&["--seed", "3"]), 0);
    let start = Instant::now();
    assert_ended(&workdir.run(&["--seed", "3"]), 0);
    let whole = start.elapsed();
    for step in 0..24 {
        let words = ["run", "small.toml", "-n", "20", "-o", "here", "--seed", "4"];
        let mut command = workdir.command(&words);
        let run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
        thread::sleep(whole * step / 20);
        let _ = Command::new("kill").args(["-TERM", &run.id().to_string()]).output();
        run.wait_with_output().expect("ended");
        assert_whole(&workdir.path("here"));
        assert_eq!(workdir.entries(), ["here", "small.toml"], "step {step}");
    }
}

/// Under `nohup` a run outlives its terminal.
#[test]
fn a_signal_that_was_to_be_ignored_is_ignored() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let workdir = Workdir::new();
    let run = workdir.shell(
        "trap '' HUP; $KINWARD run small.toml -n 3000 -o here >page & run=$!
         until ls -a | grep -q kinward-partial; do sleep 0.01; done; kill -HUP $run; wait $run",
    );
    assert_ended(&run, 0);
    assert_whole(&workdir.path("here"));
}

#[test]
fn a_full_disk_costs_nothing_but_the_run() {
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&["--seed", "3"]), 0);
    // No file larger than 4 kB can be written: an error of writing, not a death.
    let full = workdir.shell("ulimit -f 8; exec $KINWARD run small.toml -n 20 -o here --seed 4");
    assert_ended(&full, 1);
    assert!(err(&full).contains("cannot write the results"), "{}", err(&full));
    assert_eq!(assert_whole(&workdir.path("here")), 3);
    assert_eq!(workdir.entries(), ["here", "small.toml"]);
    let full = workdir.shell("ulimit -f 2; exec $KINWARD new other --from norfolk");
    assert_ended(&full, 1);
    assert_eq!(workdir.entries(), ["here", "small.toml"]);
    let script = "mount -t tmpfs -o size=100k none disk && cd disk
        $KINWARD run ../small.toml -n 200 -o here; echo $?; ls -A";
    if let Some(full) = workdir.shell_that_mounts(script) {
        assert!(err(&full).contains("No space left"), "{}", err(&full));
        assert_eq!(out(&full), "1\n", "and nothing is left");
    }
}

#[test]
fn output_that_cannot_be_written_is_an_error_of_every_command() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let workdir = Workdir::new();
    for command in [
        "--help",
        "--version",
        "run --help",
        "schema",
        "schema --markdown",
        "schema --metrics",
        "schema --portfolio",
        "check small.toml",
        "explain small.toml",
        "claims small.toml -n 20",
        "claims small.toml -n 20 --markdown",
        "new other --from norfolk",
        "run small.toml -n 20 -o here",
        "compare small.toml -n 20 -o compared",
    ] {
        let full = workdir.shell(&format!("exec $KINWARD {command} > /dev/full"));
        assert_ended(&full, 1);
        let said = err(&full);
        assert!(said.contains("cannot write to standard output"), "{command}: {said}");
        // A reader that has gone is none, nor is output that nobody asked for.
        let code = i32::from(command.starts_with("new"));
        let closed = workdir.shell(&format!("{{ $KINWARD {command}; echo $? >&2; }} | true"));
        assert!(err(&closed).ends_with(&format!("{code}\n")), "{command}: {}", err(&closed));
        let closed = workdir.shell(&format!("exec $KINWARD {command} >&-"));
        assert_ended(&closed, code);
    }
    assert_whole(&workdir.path("here"));
    assert_whole(&workdir.path("compared"));
}

#[test]
fn a_read_only_folder_is_seen_before_any_time_is_spent() {
    let workdir = Workdir::new();
    assert_ended(&workdir.run(&["--seed", "3"]), 0);
    let lock = |path: &str, mode: u32| {
        fs::set_permissions(workdir.path(path), Permissions::from_mode(mode)).expect("ours");
    };
    lock("here", 0o555);
    let start = Instant::now();
    let refused = workdir.kinward(&["run", "small.toml", "--trials", LONG, "--output", "here"]);
    assert!(start.elapsed() < Duration::from_secs(20), "it was looked at first");
    assert_ended(&refused, 1);
    assert!(err(&refused).contains("`here` is read-only"), "{}", err(&refused));
    lock("here", 0o755);
    assert_eq!(assert_whole(&workdir.path("here")), 3);
    // A folder that cannot be moved, since the one about it is read-only.
    fs::create_dir_all(workdir.path("about/mine")).expect("made");
    lock("about", 0o555);
    let words = ["run", "small.toml", "-n", "20", "-o", "about/mine", "--seed"];
    let first = workdir.kinward(&[&words[..], &["5"]].concat());
    assert_ended(&first, 0);
    assert!(out(&first).contains("about/mine/report.html"), "{}", out(&first));
    let second = workdir.kinward(&[&words[..], &["6"]].concat());
    assert_ended(&second, 0);
    assert!(out(&second).contains("about/mine/kinward/report.html"), "{}", out(&second));
    assert!(err(&second).contains("cannot be replaced"), "{}", err(&second));
    assert_eq!(assert_whole(&workdir.path("about/mine")), 5);
    assert_eq!(assert_whole(&workdir.path("about/mine/kinward")), 6);
    assert_eq!(
        entries(&workdir.path("about/mine")).iter().filter(|entry| entry.starts_with('.')).count(),
        0
    );
    lock("about", 0o755);
}

#[test]
fn results_in_a_mount_point_are_not_thrown_away() {
    let workdir = Workdir::new();
    let script = "mount -t tmpfs -o size=4m none disk
        for seed in 5 6 7; do $KINWARD run small.toml -n 20 -o disk --seed $seed >page || exit 1
        tail -1 page; done; ls -A disk; cp -r disk copy";
    let Some(run) = workdir.shell_that_mounts(script) else { return };
    assert_ended(&run, 0);
    for place in ["disk/report.html", "disk/kinward/report.html", "disk/kinward-2/report.html"] {
        assert!(out(&run).contains(&format!("Report: {place}")), "{}", out(&run));
    }
    assert!(err(&run).contains("is a mount point and cannot be replaced"), "{}", err(&run));
    let seeds =
        ["copy", "copy/kinward", "copy/kinward-2"].map(|it| assert_whole(&workdir.path(it)));
    assert_eq!(seeds, [5, 6, 7]);
}

/// The folder that one stands in stays the folder that one stands in.
#[test]
fn the_current_folder_is_filled_and_not_replaced() {
    let workdir = Workdir::new();
    let run = workdir.shell("mkdir in && cd in && $KINWARD run ../small.toml -n 20 -o . && ls");
    assert_ended(&run, 0);
    assert!(out(&run).contains("manifest.json"), "{}", out(&run));
}

#[test]
fn links_and_permissions_are_kept() {
    let workdir = Workdir::new();
    fs::create_dir(workdir.path("there")).expect("made");
    symlink("there", workdir.path("here")).expect("linked");
    assert_ended(&workdir.run(&[]), 0);
    let mode =
        |path: &str| fs::metadata(workdir.path(path)).expect("it is there").permissions().mode();
    let usual = (mode("small.toml") & 0o777, mode("there/report.html") & 0o777);
    assert_eq!(usual.0, usual.1, "as the user's mask has it");
    for (path, mode) in [("there", 0o750), ("there/report.html", 0o640), ("there/charts", 0o700)] {
        fs::set_permissions(workdir.path(path), Permissions::from_mode(mode)).expect("ours");
    }
    assert_ended(&workdir.run(&["--seed", "2"]), 0);
    let modes = ["there", "there/report.html", "there/charts"].map(|it| mode(it) & 0o777);
    assert_eq!(modes, [0o750, 0o640, 0o700]);
    assert!(workdir.path("here").is_symlink());
    assert_eq!(assert_whole(&workdir.path("there")), 2);
    assert_eq!(workdir.entries(), ["here", "small.toml", "there"]);
}

/// 0 done, 1 could not be done, 2 written wrongly: in every command.
#[test]
fn the_exit_status_says_whose_fault_it_is() {
    let workdir = Workdir::new();
    fs::write(workdir.path("wrong.toml"), SMALL.replace("horizon", "orizon")).expect("written");
    fs::create_dir(workdir.path("empty")).expect("made");
    fs::write(workdir.path("file"), "").expect("written");
    for (code, commands) in [
        (0, &["--help", "schema", "check small.toml", "explain small.toml"][..]),
        (
            1,
            &[
                "run absent.toml",
                "check absent.toml",
                "compare absent.toml",
                "price absent.toml",
                "portfolio absent.toml",
                "explain absent.toml",
                "claims absent.toml",
                "run small.toml -o file",
            ],
        ),
        (
            2,
            &[
                "run wrong.toml",
                "check wrong.toml",
                "compare wrong.toml",
                "price wrong.toml",
                "portfolio wrong.toml",
                "explain wrong.toml",
                "claims wrong.toml",
                "claims empty",
                "rum",
                "run small.toml --trials 0",
                "compare small.toml --against nobody",
                "compare small.toml --scan x",
                "compare small.toml --variants nobody",
                "price small.toml --trials 3",
                "price small.toml",
                "price small.toml --council nonsense",
                "price small.toml --arrangement nobody",
                "price small.toml --solve absent.key --for net_saving.mean>=0",
                "new ! --from norfolk",
                "new x --from atlantis",
            ],
        ),
    ] {
        for command in commands {
            let words: Vec<&str> = command.split(' ').collect();
            let ended = workdir.kinward(&words);
            assert_eq!(ended.status.code(), Some(code), "{command}: {}", err(&ended));
            assert_eq!(code == 0, !out(&ended).is_empty(), "{command}");
        }
    }
    assert!(!workdir.path("output").exists());
    let help = out(&workdir.kinward(&["--help"]));
    let readme = fs::read_to_string(crate::common::root().join("README.md")).expect("it is there");
    for line in ["  0  done", "  1  failed", "  2  the command line or a scenario is wrong"] {
        let words = line.trim_start().split_once("  ").expect("a number and words").1;
        assert!(help.contains(line) && readme.contains(words), "{line}");
    }
}

/// Names come from files of other people.
#[test]
fn control_characters_do_not_reach_the_terminal() {
    let workdir = Workdir::new();
    let evil = "\\u001b]0;owned\\u0007\\u001b[31m\\u202e";
    let text = SMALL
        .replace("name = \"small\"", &format!("name = \"small {evil}\""))
        .replace("name = \"edge\"", &format!("name = \"edge {evil}\""))
        .replace("rate = 1\n", &format!("rate = {{ mean = 1, source = \"s {evil}\" }}\n"))
        .replace("name = \"delivery\"", &format!("name = \"delivery {evil}\""));
    fs::write(workdir.path("evil.toml"), text).expect("written");
    fs::write(workdir.path("bad\u{1b}[31m.toml"), "oops").expect("written");
    for words in [
        &["check", "evil.toml"][..],
        &["explain", "evil.toml"],
        &["explain", "evil.toml", "--markdown"],
        &["run", "evil.toml", "-n", "20"],
        &["claims", "evil.toml", "-n", "20"],
        &["claims", "evil.toml", "-n", "20", "--markdown"],
        &["compare", "evil.toml", "-n", "20"],
        &["run", "evil.toml", "-n", "20", "-o", "evil.toml/\u{1b}[31m"],
        &["run", "absent\u{1b}[31m.toml"],
        &["run", "bad\u{1b}[31m.toml"],
        &["run", "small.toml", "--set", "x\u{1b}[31m=3"],
        &["run", "small.toml", "--trials", "\u{1b}[31m"],
        &["compare", "small.toml", "--against", "\u{1b}[31m"],
    ] {
        let ended = workdir.kinward(words);
        for said in [out(&ended), err(&ended)] {
            let hidden = said
                .chars()
                .find(|letter| letter.is_control() && *letter != '\n' || *letter == '\u{202e}');
            assert_eq!(hidden, None, "{words:?}: {said}");
        }
    }
}

/// `script` gives a command a terminal, `stty` its width.
#[test]
fn a_page_is_as_wide_as_the_terminal() {
    let workdir = Workdir::new();
    let widest = |columns: u16| {
        let inner = format!("stty rows 24 cols {columns} && $KINWARD explain small.toml");
        let page = workdir.shell(&format!("NO_COLOR=1 script -qec '{inner}' /dev/null"));
        page.status
            .success()
            .then(|| out(&page).lines().map(|line| line.trim_end().chars().count()).max())
    };
    let Some(narrow) = widest(60) else {
        return; // There is no `script` here.
    };
    assert!(narrow.is_some_and(|narrow| (50..=60).contains(&narrow)), "{narrow:?}");
    let wide = widest(300).flatten();
    assert!(wide.is_some_and(|wide| (90..=100).contains(&wide)), "{wide:?}");
}
