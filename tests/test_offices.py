"""Offices in the archive: there as long as something refers to them or to one below."""

import pytest

from extract.archive import Archive, offices

# An office, and the one above it.
OFFICES = [("top", None), ("middle", "top"), ("low", "middle"), ("side", "top"), ("lone", None)]
DOCUMENT = "a" * 64
REFERS = {
    "report": ("insert into reports (id, no, title, document_id, issuer_id) values ('r', 1, '', ?, ?)", DOCUMENT),
    "list": ("insert into expected (list, year, issuer_id) values (?, 2020, ?)", "list"),
    "refused": ("update documents set said_issuer = ?2 where id = ?1", DOCUMENT),
}
LETS_GO = {
    "report": "update reports set issuer_id = 'lone' where issuer_id = ?",
    "list": "delete from expected where issuer_id = ?",
    "refused": "update documents set said_issuer = null where said_issuer = ?",
}


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive.db") as made:
        with made.transaction() as connection:
            connection.execute(
                "insert into documents (id, file_name, media_type, size, status) values (?, '', '', 1, 'ok')",
                [DOCUMENT],
            )
        yield made


def there(connection):
    return {office for (office,) in connection.execute("select id from issuers")}


@pytest.mark.parametrize("kind", REFERS)
@pytest.mark.parametrize(
    "office, stay",
    [("low", {"top", "middle", "low"}), ("middle", {"top", "middle"}), ("side", {"top", "side"}), ("lone", {"lone"})],
)
def test_an_office_stays_while_something_refers_to_it_or_to_one_below(archive, kind, office, stay):
    with archive.transaction() as connection:
        connection.executemany("insert into issuers (id, name, parent_id) values (?1, ?1, ?2)", OFFICES)
        connection.execute(REFERS[kind][0], [REFERS[kind][1], office])
        offices.sweep(connection)
        assert there(connection) == stay
        connection.execute("insert or ignore into issuers (id, name) values ('lone', '')")
        connection.execute(LETS_GO[kind], [office])
        offices.sweep(connection)
        assert there(connection) == ({"lone"} if kind == "report" else set())


def test_an_office_goes_with_the_file_of_its_last_report(archive):
    with archive.transaction() as connection:
        connection.executemany("insert into issuers (id, name, parent_id) values (?1, ?1, ?2)", OFFICES)
        connection.execute(REFERS["report"][0], [DOCUMENT, "low"])
        connection.execute("delete from documents")
        offices.sweep(connection)
        assert there(connection) == set()
