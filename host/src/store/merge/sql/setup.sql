-- Helpers of a merge. They live in the connection and not in the file.

-- Text that is no JSON becomes a JSON string: one bad field must not stop a merge, and nothing is lost.
CREATE OR REPLACE TEMP MACRO json_or_text(value) AS
    CASE WHEN value IS NULL OR json_valid(value) THEN value ELSE to_json(value)::VARCHAR END;
