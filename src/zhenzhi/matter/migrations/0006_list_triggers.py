"""What lists read beside a matter is kept by the database: the day that presses most, and the words it is found by.

Both are derived from rows that only acts write, in the act's own transaction; so they can't be behind or ahead.
"""

from django.db import migrations

from zhenzhi.kernel import guards

# Both widths and both cases are one: ＡＢ, AB and ab are found by each other.
_PLAIN = """
CREATE FUNCTION zhenzhi_plain(content text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(normalize(content, NFKC))
"""
# Every character and every pair of neighbours; spaces part them. An array becomes lexemes as it stands, unparsed.
_GRAMS = """
CREATE FUNCTION zhenzhi_grams(plain text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT array_to_tsvector(coalesce(array_agg(DISTINCT substr(word, place, size)), '{}'))
    FROM regexp_split_to_table(plain, '\\s+') word, generate_series(1, char_length(word)) place,
         generate_series(1, 2) size
)
"""
# All pairs of each word, or its one character; quoted, so that nothing in it is an operator.
_QUERY = """
CREATE FUNCTION zhenzhi_query(plain text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT coalesce(
        string_agg(DISTINCT '''' || replace(replace(gram, '\\', '\\\\'), '''', '''''') || '''', ' & '), '')::tsquery
    FROM regexp_split_to_table(plain, '\\s+') word,
         generate_series(1, greatest(char_length(word) - 1, least(char_length(word), 1))) place,
         substr(word, place, 2) gram
)
"""
# The pairs may stand apart from each other: what the index finds is looked at once more.
_LIKES = """
CREATE FUNCTION zhenzhi_likes(plain text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT array_agg('%' || replace(replace(replace(word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')
    FROM regexp_split_to_table(plain, '\\s+') word WHERE word <> ''
)
"""
_WORDS = """
CREATE FUNCTION zhenzhi_words(matters uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO matter_words (matter_id, plain, grams)
    SELECT id, plain, zhenzhi_grams(plain) FROM (
        SELECT m.id, zhenzhi_plain(concat_ws(E'\\n', m.number, m.title,
            (SELECT string_agg(p.name, E'\\n') FROM matter_party p WHERE p.matter_id = m.id))) AS plain
        FROM matter_matter m WHERE m.id = ANY (matters)
    ) told
    ON CONFLICT (matter_id) DO UPDATE SET plain = excluded.plain, grams = excluded.grams
$$
"""
_PRESSING = """
CREATE FUNCTION zhenzhi_pressing(matters uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO matter_pressing (matter_id, due)
    SELECT m.id, (SELECT min(d.due) FROM matter_deadline d
                  WHERE d.matter_id = m.id AND d.met_at IS NULL AND NOT d.paused)
    FROM unnest(matters) m(id)
    ON CONFLICT (matter_id) DO UPDATE SET due = excluded.due WHERE matter_pressing.due IS DISTINCT FROM excluded.due
$$
"""
_TOLD = """
CREATE FUNCTION zhenzhi_matter_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'matter_matter' THEN
        PERFORM zhenzhi_words(array_agg(id)), zhenzhi_pressing(array_agg(id)) FROM told;
    ELSIF TG_TABLE_NAME = 'matter_party' THEN
        PERFORM zhenzhi_words(array_agg(DISTINCT matter_id)) FROM told;
    ELSE
        PERFORM zhenzhi_pressing(array_agg(DISTINCT matter_id)) FROM told;
    END IF;
    RETURN NULL;
END $$
"""
_RENAMED = """
CREATE FUNCTION zhenzhi_matter_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM zhenzhi_words(ARRAY[NEW.id]);
    RETURN NULL;
END $$
"""
_FILL = "SELECT zhenzhi_words(array_agg(id)), zhenzhi_pressing(array_agg(id)) FROM matter_matter"
_AFTER = "CREATE TRIGGER told_{0} AFTER {0} ON {1} REFERENCING {2} TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION zhenzhi_matter_told()"
_EVENTS = [
    ("insert", "matter_matter", "NEW"),
    ("insert", "matter_party", "NEW"), ("update", "matter_party", "NEW"), ("delete", "matter_party", "OLD"),
    ("insert", "matter_deadline", "NEW"), ("update", "matter_deadline", "NEW"), ("delete", "matter_deadline", "OLD"),
]  # fmt: skip
_ON_RENAMING = """
CREATE TRIGGER renamed AFTER UPDATE OF number, title ON matter_matter FOR EACH ROW
WHEN (OLD.number IS DISTINCT FROM NEW.number OR OLD.title IS DISTINCT FROM NEW.title)
EXECUTE FUNCTION zhenzhi_matter_renamed()
"""
_UNDO = [
    *(f"DROP TRIGGER told_{event} ON {table}" for event, table, _ in _EVENTS),
    "DROP TRIGGER renamed ON matter_matter",
    "DROP FUNCTION zhenzhi_matter_told, zhenzhi_matter_renamed, zhenzhi_words, zhenzhi_pressing, zhenzhi_grams,"
    " zhenzhi_query, zhenzhi_likes, zhenzhi_plain",
]


class Migration(migrations.Migration):
    dependencies = [("matter", "0005_lists")]

    operations = [
        migrations.RunSQL(
            [
                _PLAIN, _GRAMS, _QUERY, _LIKES, _WORDS, _PRESSING, _TOLD, _RENAMED, _FILL,
                *(_AFTER.format(*row) for row in _EVENTS), _ON_RENAMING,
            ],
            _UNDO,
        ),
        guards.only_by_act(["matter_pressing", "matter_words"]),
    ]  # fmt: skip
