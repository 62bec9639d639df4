"""Linked data: what is carried over, what the shapes refuse, and that both notations say the same."""

import builtins
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from wenwu.atlas import statements as page
from wenwu.atlas.linked import INTERCHANGE, linked, shapes, to_json_ld, to_turtle
from wenwu.atlas.load import load_atlas
from wenwu.atlas.record import Dispute
from wenwu.atlas.statements import BASE
from wenwu.base.errors import InputError, OutputError
from wenwu.cli.pack_export import export

rdflib = pytest.importorskip("rdflib", reason="install the extra: pip install 'wenwu[rdf]'")
pyshacl = pytest.importorskip("pyshacl", reason="install the extra: pip install 'wenwu[rdf]'")
from rdflib import RDF, Graph, Literal, Namespace, URIRef  # noqa: E402
from rdflib.compare import isomorphic  # noqa: E402

W, SKOS, CRM = (Namespace(page.SPACES[prefix]) for prefix in ("w", "skos", "crm"))
DCTERMS = Namespace(page.SPACES["dcterms"])
# its own JSON-LD code still uses what rdflib has deprecated
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
ATLAS = load_atlas()
FILES = {"atlas.ttl", "atlas.jsonld", "shapes.ttl", "places.geojson", "map.svg", "map.png"}


@pytest.fixture(scope="module", name="graph")
def _graph() -> Graph:
    return linked(ATLAS)


def conforms(graph: Graph) -> bool:
    return bool(pyshacl.validate(graph, shacl_graph=Graph().parse(data=shapes()))[0])


def node(kind: str, id: str) -> URIRef:
    return URIRef(f"{BASE}{kind}:{id}")


def copy(graph: Graph) -> Graph:
    return Graph().parse(data=to_turtle(graph), format="turtle")


def test_turtle_and_json_ld_say_the_same(graph: Graph) -> None:
    turtle = Graph().parse(data=to_turtle(graph), format="turtle")
    assert isomorphic(turtle, graph) and len(graph) > 5_000
    assert isomorphic(Graph().parse(data=to_json_ld(graph), format="json-ld"), graph)
    other = copy(graph)
    other.remove((node("motif", "dai.peacock_eye"), W.sacredness, None))
    assert not isomorphic(other, graph)


def test_no_node_is_blank_and_no_iri_is_of_somebody_elses_site(graph: Graph) -> None:
    known = (BASE, *page.SPACES.values())
    for triple in graph:
        for part in triple:
            assert isinstance(part, Literal) or str(part).startswith(known), part


def test_the_whole_atlas_conforms_to_its_shapes(graph: Graph) -> None:
    assert conforms(graph)


def without_source(graph: Graph) -> None:
    graph.remove((node("motif", "yi.flame"), DCTERMS.source, None))


def without_chinese(graph: Graph) -> None:
    graph.remove((node("motif", "yi.flame"), SKOS.prefLabel, Literal("火纹", lang="zh")))


def surer_than_we_know(graph: Graph) -> None:
    graph.set((node("motif", "yi.flame"), W.standing, Literal("proven")))


def hard_on_a_claim(graph: Graph) -> None:
    graph.set((node("rule", "dai.peacock_wrist"), W.strength, Literal("hard")))


def latitude_first(graph: Graph) -> None:
    point = Literal("29.65, 91.12", datatype=URIRef(page.SPACES["geo"] + "wktLiteral"))
    graph.set((node("place", "tibetan.Lhasa"), CRM.P168_place_is_defined_by, point))


def anonymous_dispute(graph: Graph) -> None:
    graph.add((node("motif", "yi.flame"), W.dispute, node("motif", "yi.flame/dispute/1")))


def source_without_title(graph: Graph) -> None:
    graph.remove((node("source", "P"), DCTERMS.title, None))


FAULTS = [without_source, without_chinese, surer_than_we_know, hard_on_a_claim, latitude_first,
          anonymous_dispute, source_without_title]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_the_shapes_bark_at(fault: Callable[[Graph], None]) -> None:
    graph = linked(ATLAS, ["dai", "yi", "tibetan"])
    assert conforms(graph)
    fault(graph)
    assert not conforms(graph)


def test_standing_sources_and_disputes_are_carried() -> None:
    rule = ATLAS.rules["dai.peacock_wrist"]
    record = Dispute(by="A. Steward", because="our aunts bend further", date="2026-11-27")
    changed = rule.model_copy(update={"disputed_by": (record,)})
    graph = linked(replace(ATLAS, rules={**ATLAS.rules, rule.id: changed}), ["dai"])
    this = node("rule", rule.id)
    assert str(graph.value(this, W.standing)) == "claimed"
    assert set(graph.objects(this, DCTERMS.source)) == {node("source", "P")}
    dispute = graph.value(this, W.dispute)
    said = [str(graph.value(dispute, part)) for part in (W.by, W.because, DCTERMS.date)]
    assert said == [record.by, record.because, record.date]
    assert json.loads(str(graph.value(this, W.conditions)))["forbid"] == {"wrist.bend": {"above": 65.0}}
    assert conforms(graph)


def test_every_record_of_the_atlas_is_there(graph: Graph) -> None:
    for kind, table in (("motif", ATLAS.motifs), ("rule", ATLAS.rules), ("culture", ATLAS.cultures),
                        ("dance", ATLAS.dances), ("concept", ATLAS.concepts), ("costume", ATLAS.costumes),
                        ("rite", ATLAS.rites)):  # fmt: skip
        assert all((node(kind, id), RDF.type, None) in graph for id in table)
    for motif in ATLAS.motifs.values():
        assert len(list(graph.subjects(CRM.P140_assigned_attribute_to, node("motif", motif.id)))) == len(
            motif.meanings
        )


def test_costumes_say_whether_they_can_be_made_and_rites_that_they_are_not(graph: Graph) -> None:
    described = [one.id for one in ATLAS.described.values() if one.kind == "costume"]
    for ids, made in ((list(ATLAS.costumes), True), (described, False)):
        assert ids and {graph.value(node("costume", id), W.made).value for id in ids} == {made}
    for rite in ATLAS.rites.values():
        this = node("rite", rite.id)
        assert graph.value(this, W.made).value is False and graph.value(this, W.sacredness).value == 4
        assert (graph.value(this, W.offer) is None) == (not rite.offer)
        if rite.offer:
            assert (graph.value(this, W.offer), RDF.type, None) in graph


def test_every_link_within_the_atlas_leads_somewhere(graph: Graph) -> None:
    ours = {part for _, _, part in graph if isinstance(part, URIRef) and str(part).startswith(BASE)}
    lost = {str(one) for one in ours if (one, RDF.type, None) not in graph}
    assert {one for one in lost if not one.startswith(page.SPACES["w"])} == {f"{BASE}culture:any"}


def test_one_culture_brings_no_other(graph: Graph) -> None:
    alone = linked(ATLAS, ["yi"])
    cultures = {str(one) for one in alone.objects(None, W.culture)}
    assert cultures <= {f"{BASE}culture:yi", f"{BASE}culture:any"} and len(alone) < len(graph) / 2
    cited = set(alone.objects(None, DCTERMS.source))
    assert cited == set(alone.subjects(RDF.type, CRM.E31_Document))


def test_codes_of_peoples(graph: Graph) -> None:
    notes = {(str(one), str(one.datatype)[len(page.SPACES["w"]) :])
             for one in graph.objects(node("culture", "dai"), SKOS.notation)}  # fmt: skip
    assert notes == {("DA", "gb3304"), ("khb", "iso639_3"), ("tdd", "iso639_3")}


def test_only_verified_ids_of_the_aat_are_exported(graph: Graph) -> None:
    known = tomllib.loads((INTERCHANGE / "aat.toml").read_text("utf-8"))
    wanted = {id for table in known.values() for id in table.values()}
    found = {
        str(o)[len(page.SPACES["aat"]) :] for o in graph.objects() if str(o).startswith(page.SPACES["aat"])
    }
    assert found == wanted
    assert not found & {"300009700", "300054144"}  # never verified
    assert {*known["carrier"], *known["carrier_broader"]} <= set(ATLAS.carriers)
    cuff = node("carrier", "sleeve_cuff")  # a cuff is no sleeve
    assert str(graph.value(cuff, SKOS.broadMatch)) == page.SPACES["aat"] + "300210530"
    assert graph.value(cuff, SKOS.closeMatch) is None


def test_names_by_others_are_understood_and_never_a_title(graph: Graph) -> None:
    for culture in ATLAS.cultures.values():
        titles = {
            str(o)
            for p in (SKOS.prefLabel, SKOS.altLabel)
            for o in graph.objects(node("culture", culture.id), p)
        }
        assert not titles & {name.text for name in culture.names.exonyms}


def test_a_source_of_low_grade_has_no_address(graph: Graph) -> None:
    for source in graph.subjects(RDF.type, CRM.E31_Document):
        if str(graph.value(source, W.grade)) in "CD":
            assert graph.value(source, DCTERMS.identifier) is None


def exported(out: Path, *cultures: str) -> Any:
    import typer

    app = typer.Typer()
    app.command()(export)
    return CliRunner().invoke(app, [*cultures, "-o", str(out)])


def test_an_export_is_whole(tmp_path: Path) -> None:
    done = exported(tmp_path / "out", "dai", "yi")
    assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert (tmp_path / "out" / "map.png").read_bytes()[:4] == b"\x89PNG"
    places = json.loads((tmp_path / "out" / "places.geojson").read_text("utf-8"))
    assert {one["properties"]["culture"] for one in places["features"]} == {"dai", "yi"}
    assert conforms(Graph().parse(tmp_path / "out" / "atlas.ttl"))


def test_an_export_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenwu.cli.pack_export.to_png", lambda svg: 1 / 0)
    assert isinstance(exported(tmp_path / "out", "dai").exception, ZeroDivisionError)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    error = exported(tmp_path, "dai").exception
    assert isinstance(error, OutputError) and "was not made by wenwu" in str(error)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_culture_is_refused(tmp_path: Path) -> None:
    error = exported(tmp_path / "out", "dia").exception
    assert isinstance(error, InputError) and str(error).startswith(
        "no culture 'dia' in the atlas; did you mean"
    )
    assert not (tmp_path / "out").exists()


def test_without_the_extra_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name == "rdflib":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    error = exported(tmp_path / "out").exception
    assert isinstance(error, InputError) and error.exit_code == 2
    assert str(error) == "linked data needs rdflib; install it with: pip install 'wenwu[rdf]'"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("seed", ["0", "77"])
def test_the_text_does_not_change_from_run_to_run(seed: str) -> None:
    code = "; ".join([
        "from hashlib import sha256", "from wenwu.atlas.linked import *",
        "from wenwu.atlas.load import load_atlas", "g = linked(load_atlas(), ['yi'])",
        "print(sha256((to_turtle(g) + to_json_ld(g)).encode()).hexdigest())",
    ])  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
    )
    graph = linked(ATLAS, ["yi"])
    mine = sha256((to_turtle(graph) + to_json_ld(graph)).encode()).hexdigest()
    assert done.stdout.strip() == mine, done.stderr
