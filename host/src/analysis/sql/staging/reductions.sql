-- What can still be reduced.
CREATE OR REPLACE MACRO reductions_as_of(on_day) AS TABLE
WITH
    open AS (
        SELECT *,
            -- Read in place: a join would price every subscription twice.
            list_transform(
                from_json(committed, '["JSON"]'),
                lambda lock: {
                    'quantity': units(TRY_CAST(lock ->> 'quantity' AS BIGINT)),
                    'until': TRY_CAST(lock ->> 'until' AS DATE)
                }
            ) AS commitments
        FROM subscription_money_as_of(on_day)
        -- What was refused lately ends all the same, as far as is known.
        WHERE standing IN ('billable', 'trial') OR standing_reason = 'refused' AND status = 'active'
    ),
    locked AS (
        SELECT * EXCLUDE (commitments),
            coalesce(len(commitments), 0) > 0 AS has_locks,
            list_filter(commitments, lambda lock: lock.until >= on_day::DATE) AS locks,
            -- A lock that cannot be read may be on any of the seats.
            coalesce(list_bool_or(list_transform(
                commitments, lambda lock: lock.until IS NULL OR lock.quantity IS NULL AND lock.until >= on_day::DATE
            )), false) AS unreadable
        FROM open
    )
SELECT
    * EXCLUDE (has_locks, locks, unreadable) REPLACE (
        CASE WHEN standing <> 'in_doubt' THEN standing WHEN trial THEN 'trial' ELSE 'billable' END AS standing
    ),
    CASE
        WHEN cancellable_until > day_begins(on_day) THEN seats
        -- What cannot be read is unknown: neither all of the seats nor none.
        WHEN seats IS NULL OR unreadable THEN NULL
        WHEN has_locks THEN greatest(seats - coalesce(list_sum(list_transform(locks, lambda lock: lock.quantity)), 0), 0)
        ELSE 0
    END AS reducible_now,
    CASE WHEN cancellable_until > day_begins(on_day) THEN cancellable_until END AS reducible_until,
    CASE
        WHEN unreadable THEN NULL
        WHEN has_locks THEN list_max(list_transform(locks, lambda lock: lock.until)) + 1
        ELSE commitment_ends_on + 1
    END AS reducible_from
FROM locked;

COMMENT ON MACRO TABLE reductions_as_of IS 'One row per subscription or trial that is in effect on a day, with the columns of subscription_money and: reducible_now, the seats that can be given back now; reducible_until, when that ends (UTC; null: no end); reducible_from, the first day on which all can.';
