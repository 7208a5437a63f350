"""`zhenzhi story`: the main job told from end to end, and what it leaves can be verified by anyone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhenzhi.app import cli

SOURCES = Path(cli.__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """One telling, by a program of its own that founds and removes its county."""
    folder = tmp_path_factory.mktemp("story")
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("ZHENZHI", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-m", "zhenzhi.app.cli", "story", "--data", f"{folder}/data", "--out", f"{folder}/out"],
        env=bare | {"PYTHONPATH": os.pathsep.join([str(SOURCES), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (folder / "data").exists(), "no county was left behind"
    return folder / "out", done.stdout


def test_every_step_has_ground_clock_and_entry(told: tuple[Path, str]) -> None:
    _, text = told
    steps = "apply ask_correction supplement accept pause resume extend review grant deliver"
    for act in steps.split():
        assert f"services.{act}" in text, act
    for act in ("ask", "receive_request", "reply", "approve_seal", "affix", "rate"):
        assert f"matter.{act} " in text, act
    done = [step for step in text.split("\n- ") if "▤" in step]
    assert all("⚖" in step and "§" in step for step in done)
    assert text.count("⏱") > 10


def test_three_refusals_in_words(told: tuple[Path, str]) -> None:
    _, text = told
    refused = [step for step in text.split("\n- ") if step.startswith("应被拒绝")]
    assert len(refused) == 3
    for words in ("LAW-38", "T40", "place_outside"):
        assert any(words in step for step in refused), words
    assert all("✗" in step for step in refused)


def test_T18_once_in_the_principals_name_and_once_in_the_towns_own(told: tuple[Path, str]) -> None:
    _, text = told
    assert "名义 青冈县自然资源局" in text
    assert "名义 青冈县祯祥镇人民政府" in text


def test_what_it_leaves_is_green_with_its_trust_file_and_red_without(told: tuple[Path, str]) -> None:
    out, _ = told
    assert len(list(out.glob("*.pdf"))) == len(list(out.glob("*.proof.json"))) >= 6
    assert cli.main(["verify", str(out), "--trust", str(out / "trust.json")]) == 0
    assert cli.main(["verify", str(out), "--data", str(out / "none")]) == 1
