-- How complete a read was, and what a code of the contracts names.

COMMENT ON COLUMN sync_checkpoints.state IS 'fresh; failed, unfinished or not_planned: the last read did not end well; incomplete: it ended, and rows may be absent; held_back: it returned suspiciously little; skipped: it was left out on purpose; unavailable: the account has no such dataset; gone: the customer is no longer listed.';

-- A code names a product of the contracts only while the names beside it agree.
CREATE TABLE shared_codes (
    psa VARCHAR NOT NULL,
    product_code VARCHAR NOT NULL
);

COMMENT ON TABLE shared_codes IS 'One row per item code that stands on lines of different products: it does not say what is sold. Written whenever products are linked.';
COMMENT ON COLUMN shared_codes.psa IS 'The PSA instance.';
COMMENT ON COLUMN shared_codes.product_code IS 'The code, without blanks around it.';
