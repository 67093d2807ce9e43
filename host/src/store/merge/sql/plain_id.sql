-- An id of digits without what spreadsheets and tables of numbers do to it: 000123 and 123.0 are 123.
CREATE OR REPLACE TEMP MACRO plain_id(id) AS
    CASE
        WHEN regexp_full_match(id, '[0-9]+(\.0+)?')
            THEN coalesce(nullif(ltrim(regexp_replace(id, '\.0+$', ''), '0'), ''), '0')
    END;
