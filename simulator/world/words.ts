// Words for the names of people, places and shops in the made-up world. None of them means a real person.

const words = (text: string): string[] => text.trim().split(/\s+/);
const phrases = (text: string): string[] => text.split(";").map((phrase) => phrase.trim());

export const FIRST_NAMES = {
  F: words(`Juniper Marigold Clementine Ottilie Saffron Beatrix Wilhelmina Posy Calla Ramona Tamsin Isolde Philippa
    Cordelia Winifred Maribel Noor Anouk Ingrid Zadie Leonie Paloma Esme Dorothea Henrietta Imogen Katya Lucinda Mireille
    Nadia Odette Petra Quilla Rosalind Sunniva Thea Ursula Valentina Xenia Yara Agnes Bronwyn Celeste Delphine Elodie
    Fern Greta Hazel Iris Josephine`),
  M: words(`Barnaby Linus Otto Caspian Fergus Ambrose Benedict Cosmo Dashiell Emeric Florian Gideon Horatio Ignatius
    Jasper Kit Lorcan Magnus Nico Orlando Percival Quentin Rufus Silas Tobias Ulysses Viggo Wendell Xavier Yusuf Zeno
    Alasdair Bram Cedric Desmond Evander Felix Gulliver Hugo Ivo Joaquin Kenji Leopold Milo Nestor Oswin Piers Rafferty
    Stellan Thaddeus`),
};

export const SURNAMES =
  words(`Applewhite Birdsong Copperfield Dandridge Elderflower Fairweather Goldfinch Hathersage Inkwell
  Juneberry Kestrel Larkspur Merriweather Nightjar Oakenshaw Pennywhistle Quillfeather Rosewarne Silverthorn Thistlewood
  Underhill Vanterpool Windermere Yarrow Zinnia Ashgrove Bellweather Candlewick Dovecote Evergreen Featherstone
  Greengage Honeycutt Ivydale Jellicoe Kingfisher Lockridge Mapleton Netherby Orchardson Plumtree Quickstep Riverstone
  Snowdrop Tanglewood Umberland Violetta Wetherby Barleycorn Cloudsley Driftwood Emberley Foxglove Gingerwood Hollyoake
  Lanternby Moonstone Nutcombe Osprey Peppercorn Ravenel Sandpiper Turnstone Wrenfield`);

export const STREET_WORDS =
  words(`Acorn Beacon Clover Dapple Ember Fiddle Gander Hopscotch Indigo Jigsaw Kettle Lantern Mitten
  Nutmeg Otter Pebble Quince Rainbow Saddle Teacup Umbrella Velvet Whistle Yonder Zephyr Marble Bramble Cobalt Daisy Fable
  Gravel Harvest Ivory Jasmine Lilac Mosaic Orchard Paper Ribbon Sparrow`);
export const STREET_KINDS = words(
  "Street Lane Avenue Road Court Way Terrace Hill Walk Place Row Crossing Loop Bend Parkway",
);

export const TOWN_STARTS =
  words(`Amber Birch Copper Dapple Elder Fallow Ginger Heron Iron Juniper Kindle Lark Marble North Otter
  Pepper Quill Rust Sable Thistle Upper Vesper Willow Yellow Apple Bramble Cider Dusk East Fiddler Grand Hazel Little
  Meadow New Old Pine Raven Silver Tall West Wren`);
export const TOWN_ENDS = [
  ...words("ford ton burg ville mere dale stead wick bridge haven"),
  ...phrases(" Creek; Falls; Springs; Harbor; Junction; Prairie; Ridge; Landing; Hollow; Bluff").map(
    (end) => ` ${end.trim()}`,
  ),
];

export const JOBS =
  phrases(`Baker;Lighthouse keeper;Kite maker;Sound/light technician;Surveyor, land/sea;Teacher, primary
  school;Nurse, night/day rota;Piano tuner;Bee keeper;Cartographer;Ferry pilot;Librarian;Glass blower;Data
  analyst;Orchard manager;Clock repairer;Train driver;Botanist;Radio producer/presenter;Carpenter;Crossword
  editor;Geologist, field;Pharmacist;Stage designer;Accountant;Swimming coach;Translator, technical;Tea taster;Welder;Town
  planner;Costume/wig maker;Paediatrician;Software developer;Cheese maker;Bus driver;Curator;Physiotherapist;Sail
  maker;Weather forecaster;Locksmith;Toy designer;Florist;Civil engineer, roads/bridges;Bookbinder;Chef, pastry;Vet,
  large animals;Student;Retired;Gardener;Optician;Archivist;Ecologist;Bicycle mechanic;Astronomer;Solicitor;Potter`).map(
    (job) => job.replace(/\s+/g, " "),
  );

/** Two-letter code, middle of the state, first two digits of its zip codes (a leading 0 is lost on the wire). */
export const STATES =
  `AL 32.8 -86.8 35;AZ 34.2 -111.6 85;AR 34.8 -92.4 72;CA 37.2 -119.3 93;CO 39 -105.5 80;CT 41.6 -72.7 06;
  FL 28.6 -82.4 32;GA 32.6 -83.4 30;ID 44.4 -114.6 83;IL 40 -89.2 61;IN 39.9 -86.3 46;IA 42.1 -93.5 50;KS 38.5 -98.4 66;
  KY 37.5 -85.3 40;LA 31 -92 70;ME 45.4 -69.2 04;MD 39 -76.8 21;MA 42.3 -71.8 01;MI 44.3 -85.4 48;MN 46.3 -94.3 55;
  MS 32.7 -89.7 39;MO 38.4 -92.5 64;MT 47 -109.6 59;NE 41.5 -99.8 68;NV 39.3 -116.6 89;NH 43.7 -71.6 03;NJ 40.2 -74.7 08;
  NM 34.4 -106.1 87;NY 42.9 -75.5 12;NC 35.5 -79.4 27;ND 47.4 -100.5 58;OH 40.3 -82.8 44;OK 35.6 -97.5 73;OR 43.9 -120.6 97;
  PA 40.9 -77.8 17;SC 33.9 -80.9 29;SD 44.4 -100.2 57;TN 35.9 -86.4 37;TX 31.5 -99.3 76;UT 39.3 -111.7 84;VT 44.1 -72.7 05;
  VA 37.5 -78.9 23;WA 47.4 -120.4 98;WV 38.6 -80.6 25;WI 44.6 -89.9 54;WY 43 -107.6 82`
    .split(";")
    .map((line) => {
      const [code = "", latitude, longitude, zip] = line.trim().split(" ");
      return { code, latitude: Number(latitude), longitude: Number(longitude), zipStart: Number(zip) };
    });

/** Words that shops of a category have in their names. */
export const SHOP_KINDS: Record<string, string[]> = {
  entertainment: phrases("Picture House;Ballroom;Bowling;Playhouse;Arcade;Puppet Theatre;Jazz Cellar;Escape Rooms"),
  food_dining: phrases("Kitchen;Noodle Bar;Bistro;Diner;Pie Shop;Taqueria;Tea Room;Soup & Toast"),
  gas_transport: phrases("Fuel Stop;Motors;Tram & Bus;Filling Station;Charge Point;Ferry Line;Tyres"),
  grocery_net: phrases("Larder Online;Veg Box;Pantry Direct;Milk Round;Basket.example"),
  grocery_pos: phrases("Grocers;Market;Greengrocer;Corner Store;Farm Shop;Fine Foods;Provisions"),
  health_fitness: phrases("Gym;Pharmacy;Yoga Loft;Swimming Baths;Dental;Climbing Hall;Opticians"),
  home: phrases("Hardware;Lamps;Garden Centre;Paint & Paper;Furniture;Pots and Pans;Carpets"),
  kids_pets: phrases("Toys;Pet Parlour;Kites & Marbles;Aquarium;Dog Walkers;Storybooks"),
  misc_net: phrases("Oddments Online;Gift Post;Parcel Co;Print-on-Demand;Curios.example"),
  misc_pos: phrases("Sundries;Stationers;Dry Cleaning;Keys & Heels;Bazaar;Post Room"),
  personal_care: phrases("Barbers;Soap Works;Hair & Nails;Spa;Perfumery;Beard Oil Co"),
  shopping_net: phrases("Wardrobe Online;Gadgets.example;Boots Direct;Mail Order;Web Emporium"),
  shopping_pos: phrases("Department Store;Outfitters;Jewellers;Records;Shoes;Hats & Gloves;Electronics"),
  travel: phrases("Airways;Inns;Sleeper Trains;Rail Tours;Camping Parks;Balloon Rides"),
};
