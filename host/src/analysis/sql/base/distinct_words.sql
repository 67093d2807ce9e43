-- A list that is made distinct and sorted as it is gathered takes several times as long, and most have one word.
CREATE OR REPLACE MACRO distinct_words(words) AS CASE WHEN len(words) > 1 THEN list_sort(list_distinct(words)) ELSE words END;

COMMENT ON MACRO distinct_words IS 'The words of a list, each once and in order; null for null.';
