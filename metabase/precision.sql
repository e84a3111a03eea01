-- How right each outcome was, by who says so: a person's verdict, else the feed's label.
-- fraud_share of declines is their precision; of approvals it is the share that should not have been approved.
with settings as (
  select 30 as days
)
select
  outcome,
  case when verdict is not null then 'a person' when label is not null then 'the feed' else 'nobody' end as said_by,
  count(*) as payments,
  count(*) filter (where coalesce(verdict, label) = 'fraud') as frauds,
  count(*) filter (where coalesce(verdict, label) = 'legitimate') as legitimate,
  round(
    count(*) filter (where coalesce(verdict, label) = 'fraud')::numeric / nullif(count(coalesce(verdict, label)), 0), 4
  ) as fraud_share
from payments, settings
where paid_at >= extract(epoch from now() - make_interval(days => days)) * 1000
group by outcome, said_by
order by outcome, said_by;
