-- Where the declined money is: merchants with their category, by declined amount.
with settings as (
  select 30 as days
)
select
  category,
  merchant,
  round(sum(amount_cents) filter (where outcome = 'decline') / 100.0, 2) as declined_amount,
  count(*) filter (where outcome = 'decline') as declines,
  count(*) as payments,
  round(count(*) filter (where outcome = 'decline') / count(*)::numeric, 4) as declined_share,
  count(*) filter (where outcome = 'decline' and coalesce(verdict, label) = 'fraud') as known_frauds,
  count(*) filter (where outcome = 'decline' and coalesce(verdict, label) = 'legitimate') as false_alarms
from payments, settings
where paid_at >= extract(epoch from now() - make_interval(days => days)) * 1000
group by category, merchant
having count(*) filter (where outcome = 'decline') > 0
order by declined_amount desc, merchant
limit 100;
