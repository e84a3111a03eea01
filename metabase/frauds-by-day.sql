-- Frauds that were caught and missed, by day.
-- Known is what a person's verdict says, else the feed's label. Days that have left for the archive still count here.
with settings as (
  -- The zone whose midnight begins the day: REPORT_TIMEZONE. How many days.
  select 'UTC' as zone, 30 as days
)
select
  (to_timestamp(quarter / 1000) at time zone zone)::date as day,
  sum(payments)::bigint as payments,
  coalesce(sum(payments) filter (where truth = 'fraud'), 0)::bigint as known_frauds,
  coalesce(sum(payments) filter (where truth = 'fraud' and outcome = 'decline'), 0)::bigint as caught,
  coalesce(sum(payments) filter (where truth = 'fraud' and outcome = 'review'), 0)::bigint as in_review,
  coalesce(sum(payments) filter (where truth = 'fraud' and outcome = 'approve'), 0)::bigint as missed,
  coalesce(sum(payments) filter (where truth = 'legitimate' and outcome = 'decline'), 0)::bigint as false_alarms,
  round(coalesce(sum(amount_cents) filter (where truth = 'fraud' and outcome = 'decline'), 0) / 100.0, 2) as amount_caught,
  round(coalesce(sum(amount_cents) filter (where truth = 'fraud' and outcome = 'approve'), 0) / 100.0, 2) as amount_missed
from quarters, settings
where (to_timestamp(quarter / 1000) at time zone zone)::date > (now() at time zone zone)::date - days
group by day
having sum(payments) > 0
order by day desc;
