-- The numbers that the analysis chooses on its own. No vendor publishes thresholds of this kind.
CREATE OR REPLACE MACRO analysis_settings() AS {
    'grace_days': 35,
    'minimum_margin': 0.10::DECIMAL(9, 6),
    'renewal_days': 90,
    'price_change_days': 90,
    'trial_days': 30,
    'bill_days': 62,
    'free_pool_seats': 10000,
    'high_amount': 100.00::DECIMAL(18, 2),
    'high_share': 0.05::DECIMAL(9, 6),
    'high_days': 7,
    'medium_amount': 20.00::DECIMAL(18, 2),
    'medium_days': 30,
    'least_amount': 0.01::DECIMAL(18, 2)
};

COMMENT ON MACRO analysis_settings IS 'The settings of the analysis. grace_days: how long a cancelled product may still be billed, and an absent subscription gets the benefit of the doubt; minimum_margin: a fraction of the price, unless a margin rule says otherwise; renewal_days, price_change_days, trial_days: how far the views look; bill_days: how old a bill may be to show the present cost; free_pool_seats: a pool of so many free seats is nobody''s licence; high_ and medium_: what makes a finding severe, by money per month, by the share of the customer''s licence cost and by the days left; least_amount: less money per month is not a finding.';
