"""The article's claims, audited from the shipped tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from scripts.audit_claims import audit_claims
from tests.data.raw import DATAPACKAGE, RAW, SERIES_TABLES, clean

Claims = dict[str, dict[str, str]]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Claims:
    """The audit of this study, from its raw tables."""
    folder = tmp_path_factory.mktemp("study")
    series, output = [clean(table, folder) for table in SERIES_TABLES], folder / "claims.csv"
    audit_claims(RAW / "claims.yaml", series, RAW / "facts.csv", DATAPACKAGE, output)
    return {row["claim"]: row for row in rows_of(output)}


def test_the_audit_covers_the_article(article: Claims) -> None:
    judged = [row for row in article.values() if row["verdict"] != "not testable"]
    assert len({row["sentence"] for row in article.values()}) >= 50
    assert len({row["sentence"] for row in judged}) >= 20
    used = {row["sentence"] for row in article.values()}
    text = (RAW / "claims.yaml").read_text(encoding="utf-8")
    facts = {row["id"] for row in rows_of(RAW / "facts.csv")}
    cited = {f for s in yaml.safe_load(text)["sentences"] for f in s.get("facts", [])}
    assert facts == cited, "every number of the text is audited"
    assert used == {s["id"] for s in yaml.safe_load(text)["sentences"]}


def test_thailand_did_not_jump_by_63_percent(article: Claims) -> None:
    row = article["thailand_jumped"]
    assert float(row["computed"]) == pytest.approx(100 * (880.3 / 558.4 - 1))
    assert row["verdict"] == "contradicted"
    assert row["cells"] == "oda_thailand_usd@1998;oda_thailand_usd@1999"


def test_a_quarter_was_reached_after_the_mid_1990s_only(
    article: Claims,
) -> None:
    mean = article["quarter_mean"]
    assert float(mean["computed"]) == pytest.approx((10.9 + 15.3 + 22.3) / 3)
    assert mean["verdict"] == "contradicted"
    assert article["quarter_1997"]["verdict"] == "holds"


def test_indonesia_nearly_doubled(article: Claims) -> None:
    row = article["indonesia_doubled"]
    assert float(row["computed"]) == pytest.approx(1605.8 / 828.5)
    assert row["verdict"] == "holds approximately"
