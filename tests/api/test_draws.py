"""The public list of draws and the file anybody can take away and check (T101, LAW-52)."""

from pathlib import Path

import orjson
import pytest
from django.test import RequestFactory

from tests.matter.test_draws import checks, commit, drawn, rights
from zhenzhi.api import draws
from zhenzhi.api.paging import read_cursor
from zhenzhi.app import cli
from zhenzhi.kernel.problem import NotFound
from zhenzhi.matter import proofs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "rights")]
assert rights  # a fixture
CALL = RequestFactory().get("/")


def test_LAW_52_everybody_sees_lists_results_and_pages() -> None:
    first, second = drawn(), commit(purpose="另一事由")
    told = orjson.loads(draws.published(CALL, limit=1).content)
    assert [(row["number"], row["stage"], row["chosen"]) for row in told["rows"]] == [(second.number, "committed", [])]
    assert read_cursor(told["next"], 1) == [str(second.pk)]
    told = orjson.loads(draws.published(CALL, after=told["next"], limit=1).content)
    assert [(row["number"], row["chosen"]) for row in told["rows"]] == [(first.number, first.chosen)]
    assert told["next"] is None


def test_T101_the_file_is_taken_away_and_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = drawn()
    response = draws.file(CALL, row.number)
    assert response["Content-Disposition"] == f'attachment; filename="{row.number}.draw.json"'
    assert checks(orjson.loads(response.content)) == []
    with pytest.raises(NotFound):
        draws.file(CALL, "PLAN-C2020-0001")
    kept, trust = tmp_path / f"{row.number}.draw.json", tmp_path / "trust.json"
    kept.write_bytes(response.content)
    trust.write_bytes(proofs.trust().write())
    assert cli.main(["verify", str(kept), "--trust", str(trust)]) == 0
    assert row.number in capsys.readouterr().out
    kept.write_bytes(response.content.replace(row.chosen[0].encode(), b"91990101XXXX"))
    assert cli.main(["verify", str(kept), "--trust", str(trust)]) == 1
    assert "✗" in capsys.readouterr().out
