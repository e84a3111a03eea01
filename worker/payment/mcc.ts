// Merchant category codes (ISO 18245, four digits), which card networks give to every merchant, and the category that the model
// reads for each. People may say otherwise for their own Vigie (`categories` of the policy).
//
// A code says what is sold, and seldom where: nothing in it tells a grocer's web shop from its till, so groceries are grocery_pos, and
// only codes for direct selling are shopping_net.
import type { CATEGORIES } from "./payment.ts";

type Category = (typeof CATEGORIES)[number];

export interface MccRow {
  /** First and last code, four digits each. The same for one code. */
  from: string;
  to: string;
  category: Category;
  /** What merchants with these codes sell. */
  what: string;
}

/** A row for a single code goes before one for a range around it, wherever it stands. */
const ROWS: readonly [codes: string, category: Category, what: string][] = [
  ["0742", "kids_pets", "veterinarians"],
  ["0763", "misc_pos", "farm cooperatives"],
  ["0780", "home", "gardeners and landscapers"],
  ["1500-1799", "home", "builders, plumbers, electricians, roofers"],
  ["2741-2842", "misc_pos", "publishing, printing, cleaning supplies"],
  ["3000-3350", "travel", "airlines, each with a code of its own"],
  ["3351-3500", "travel", "car rental firms, each with a code of its own"],
  ["3501-3999", "travel", "hotels, each with a code of its own"],
  ["4011", "misc_pos", "freight by rail"],
  ["4111", "gas_transport", "local and commuter transport"],
  ["4112", "travel", "passenger railways"],
  ["4119", "health_fitness", "ambulances"],
  ["4121", "gas_transport", "taxis"],
  ["4131", "gas_transport", "buses"],
  ["4214-4215", "misc_pos", "freight, movers and couriers"],
  ["4225", "home", "storage"],
  ["4411", "travel", "cruises"],
  ["4457-4468", "travel", "boat rental and marinas"],
  ["4511", "travel", "airlines"],
  ["4582", "travel", "airports"],
  ["4722-4723", "travel", "travel agencies and tour operators"],
  ["4761", "travel", "travel sold by phone"],
  ["4784", "gas_transport", "tolls and bridges"],
  ["4789", "gas_transport", "other transport"],
  ["4812", "shopping_pos", "phones and equipment"],
  ["4813-4816", "misc_net", "phone and network services"],
  ["4821-4829", "misc_net", "telegrams and money transfer"],
  ["4899", "entertainment", "cable, satellite and streaming"],
  ["4900", "home", "electricity, gas, water"],
  ["5013", "gas_transport", "vehicle parts, wholesale"],
  ["5021", "home", "office furniture"],
  ["5039-5046", "misc_pos", "building materials and equipment, wholesale"],
  ["5047", "health_fitness", "medical, dental and hospital equipment"],
  ["5051-5074", "home", "metal, electrical parts, hardware, plumbing"],
  ["5045", "shopping_pos", "computers and software"],
  ["5085", "misc_pos", "industrial supplies"],
  ["5094", "shopping_pos", "precious stones, metals and jewellery"],
  ["5099", "misc_pos", "other durable goods, wholesale"],
  ["5111", "misc_pos", "stationery and office supplies"],
  ["5122", "health_fitness", "drugs, wholesale"],
  ["5131-5139", "shopping_pos", "fabrics, clothing and shoes, wholesale"],
  ["5169", "misc_pos", "chemicals"],
  ["5172", "gas_transport", "petroleum"],
  ["5192-5199", "misc_pos", "books, flowers, paint and other goods, wholesale"],
  ["5200-5261", "home", "building, hardware and garden shops"],
  ["5262", "shopping_net", "online marketplaces"],
  ["5271", "home", "mobile homes"],
  ["5300", "grocery_pos", "wholesale clubs"],
  ["5309-5399", "shopping_pos", "duty free, discount, department and variety shops"],
  ["5411-5499", "grocery_pos", "supermarkets, butchers, bakers, convenience shops"],
  ["5511-5533", "gas_transport", "cars, tyres and parts"],
  ["5541-5542", "gas_transport", "fuel"],
  ["5551-5599", "gas_transport", "boats, trailers, motorcycles, charging"],
  ["5611-5699", "shopping_pos", "clothing and shoes"],
  ["5641", "kids_pets", "children's clothing"],
  ["5712-5722", "home", "furniture, floors, curtains, appliances"],
  ["5732-5735", "shopping_pos", "electronics, music, software"],
  ["5811-5814", "food_dining", "caterers, restaurants, bars, fast food"],
  ["5815-5816", "entertainment", "digital books, films, music and games"],
  ["5817-5818", "misc_net", "apps and other digital goods"],
  ["5912", "health_fitness", "chemists"],
  ["5921", "grocery_pos", "wine and spirits"],
  ["5931-5937", "shopping_pos", "second hand, antiques, pawnbrokers"],
  ["5940-5950", "shopping_pos", "bicycles, sport, books, jewellery, cameras, gifts"],
  ["5945", "kids_pets", "toys, games and hobbies"],
  ["5960", "misc_net", "insurance sold directly"],
  ["5961", "shopping_net", "mail order"],
  ["5962", "travel", "travel sold directly"],
  ["5963", "misc_pos", "door-to-door sales"],
  ["5964-5966", "shopping_net", "catalogues and telephone sales"],
  ["5967-5969", "misc_net", "content, subscriptions and other direct sales"],
  ["5970-5973", "shopping_pos", "art, stamps, religious goods"],
  ["5975-5976", "health_fitness", "hearing aids and artificial limbs"],
  ["5977", "personal_care", "cosmetics"],
  ["5978", "shopping_pos", "typewriters"],
  ["5983", "gas_transport", "heating oil, wood, coal, gas"],
  ["5992", "shopping_pos", "florists"],
  ["5993-5994", "misc_pos", "tobacco, newsagents"],
  ["5995", "kids_pets", "pet shops"],
  ["5996", "home", "swimming pools"],
  ["5997-5999", "shopping_pos", "other shops"],
  ["6010-6012", "misc_pos", "banks: cash and goods"],
  ["6050-6051", "misc_net", "quasi cash, foreign and crypto currency"],
  ["6211-6399", "misc_net", "securities and insurance"],
  ["6513", "home", "rent"],
  ["6529-6540", "misc_net", "stored value and money loaded"],
  ["7011-7012", "travel", "hotels and timeshares"],
  ["7032", "kids_pets", "camps"],
  ["7033", "travel", "campgrounds"],
  ["7210-7216", "personal_care", "laundries and dry cleaners"],
  ["7217", "home", "carpet cleaning"],
  ["7221", "misc_pos", "photographers"],
  ["7230", "personal_care", "hairdressers and beauty"],
  ["7251", "personal_care", "shoe repair"],
  ["7261", "misc_pos", "funerals"],
  ["7273", "misc_net", "dating"],
  ["7276-7278", "misc_pos", "tax, advice and buying services"],
  ["7295", "home", "babysitting and housekeeping"],
  ["7296-7299", "personal_care", "clothing rental, massage, spas, other personal services"],
  ["7311-7339", "misc_net", "advertising, credit reports, copying"],
  ["7342-7349", "home", "pest control, cleaning and maintenance"],
  ["7361", "misc_pos", "employment agencies"],
  ["7372-7379", "misc_net", "software, data processing, computer repair"],
  ["7392-7399", "misc_pos", "consulting, security, other business services"],
  ["7511", "gas_transport", "truck stops"],
  ["7512-7519", "travel", "cars and motor homes to rent"],
  ["7523-7549", "gas_transport", "parking, garages, towing, car wash"],
  ["7622-7699", "home", "repair of appliances, furniture, watches"],
  ["7800-7802", "entertainment", "lotteries, online casinos, horse racing"],
  ["7829-7841", "entertainment", "films"],
  ["7911-7999", "entertainment", "dance, theatre, sport, games, gambling, parks"],
  ["7997", "health_fitness", "gyms and clubs"],
  ["8011-8099", "health_fitness", "doctors, dentists, opticians, hospitals"],
  ["8111", "misc_pos", "lawyers"],
  ["8211-8299", "misc_pos", "schools and universities"],
  ["8351", "kids_pets", "child care"],
  ["8398-8699", "misc_pos", "charities, clubs, parties, religious bodies"],
  ["8734", "misc_pos", "laboratories"],
  ["8911-8999", "misc_pos", "architects, accountants, other professionals"],
  ["9211-9405", "misc_pos", "courts, fines, taxes, post, government"],
  ["9950", "misc_pos", "purchases within one company"],
];

export const MCC_TABLE: readonly MccRow[] = ROWS.map(([codes, category, what]) => {
  const [from = "", to = from] = codes.split("-");
  return { from, to, category, what };
});

const BY_CODE = byCode();

/** Null for a code that the table does not have: networks keep some for themselves, and others are unused. */
export function categoryOfMcc(mcc: string): Category | null {
  return BY_CODE.get(mcc) ?? null;
}

function byCode(): ReadonlyMap<string, Category> {
  const found = new Map<string, Category>();
  const singlesLast = [...MCC_TABLE].sort((a, b) => Number(a.from === a.to) - Number(b.from === b.to));
  for (const { from, to, category } of singlesLast) {
    for (let code = Number(from); code <= Number(to); code += 1) found.set(String(code).padStart(4, "0"), category);
  }
  return found;
}
