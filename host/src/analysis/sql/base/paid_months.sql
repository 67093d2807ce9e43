CREATE OR REPLACE MACRO paid_months(billing_cycle_months, commitment_term_months) AS
    CASE WHEN billing_cycle_months = 0 AND commitment_term_months > 0 THEN cycle_months(commitment_term_months)
        ELSE cycle_months(billing_cycle_months) END;

COMMENT ON MACRO paid_months IS 'The months that a subscription is paid for at once: those of its billing cycle; for one that is paid once for its term, those of the term.';
