// What `npm run simulate -- --help` prints.
import { DEFAULT_FAULT_SHARE, FAULTS } from "./faults.ts";
import { DEFAULTS } from "./options.ts";
import { MOST_ROWS_PER_ANSWER } from "./source.ts";

export const HELP = `A payments API to try Vigie with: GET /current-transactions in the real feed's wire format.

  npm run simulate -- [options]

Where
  --port N            port (${DEFAULTS.port}; 0 takes any free one)
  --host ADDRESS      address to listen on (${DEFAULTS.host}: this machine only)

The made-up world
  --seed N            another number is another world (${DEFAULTS.seed})
  --cards N           how many cards there are (${DEFAULTS.cards})
  --rate N            payments a minute over all cards (${DEFAULTS.rate}), averaged over the year: December, Sundays and
                      Mondays are busier. Natural is 1.76 a minute for each 1,000 cards; ${DEFAULTS.rate} for
                      ${DEFAULTS.cards} cards is a busy world, 34000 cards at 60 a natural one.
  --fraud-share X     share of payments that are frauds, 0 to 1 (${DEFAULTS.fraudShare})
  --fraud-hours WHEN  natural: four in five between 22 and 04 o'clock (the default); even: as many at noon as at night
  --timezone ZONE     whose wall clock the people live by, such as Europe/Paris (${DEFAULTS.timezone})
  --snapshot          each call answers rows drawn at random from the past and stamped "now", as the real API does.
                      Without it the feed is a stream: each caller gets all payments made since its last call,
                      with the newest of the last answer repeated, so that a reader may die
                      and come back without loss.
  --rows N            rows in each answer of a snapshot (${DEFAULTS.rows})

A file instead of the world
  --replay FILE       rows of a Kaggle CSV file (fraudTest.csv) or a parquet file of the same columns
  --order ORDER       sequence: in order of time, moved by whole weeks so that the last row lies just before now (the
                      default); random: drawn at random and stamped "now"
  --rate N|max        rows a minute; max: as fast as it is asked, ${MOST_ROWS_PER_ANSWER} a call, nothing repeated

Trouble
  --limit N           calls a minute for each address before status 429 (${DEFAULTS.limit}, as the real API; 0: no limit)
  --fault NAME[:SHARE]  may be given more than once; SHARE of calls or rows, 0 to 1 (${DEFAULT_FAULT_SHARE})
${Object.entries(FAULTS)
  .map(([name, meaning]) => `      ${name.padEnd(16)}${meaning}`)
  .join("\n")}

Other routes
  GET /past?days=3&until=0&cards=N   payments of the first N cards from 3 days before today until 0 days before it,
                                     none after now; a JSON object a line, cc_num as text
`;
