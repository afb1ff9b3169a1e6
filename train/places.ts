import { makePerson, usualForm, type NameStock, type Sampler } from './people.ts';
import type { Random } from './random.ts';
import { venue } from './venues.ts';

/** Where invented messages get their places from. */
export interface PlaceStock {
  /** Cities of the United States, and those of the world, large ones more often. */
  readonly home: Sampler;
  readonly world: Sampler;
  /** Provinces, regions, waters, quarters and sights. */
  readonly note: readonly string[];
}

const STATES =
  'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY'.split(
    ' ',
  );
export const STATE_NAMES =
  'Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Florida,Georgia,Hawaii,Idaho,Illinois,Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,Montana,Nebraska,Nevada,New Hampshire,New Jersey,New Mexico,North Carolina,Ohio,Oklahoma,Oregon,Pennsylvania,South Carolina,Tennessee,Texas,Utah,Vermont,Virginia,Wisconsin,Wyoming'.split(
    ',',
  );
export const COUNTRIES =
  'Canada,Mexico,France,Germany,Spain,Italy,Japan,China,India,Brazil,Norway,Finland,Poland,Egypt,Kenya,Ireland,Portugal,Greece,Turkey,Iran,Iraq,Australia,Austria,Belgium,Denmark,Sweden,Switzerland,Vietnam,Thailand,Peru,Chile,Colombia,Argentina,Nigeria,Ghana,Ukraine,Russia,Israel,Pakistan,South Korea,South Africa,New Zealand,the United States,the United Kingdom,England,Scotland,Wales,Europe,Asia,Africa,America,the US,the UK,USA,U.S.'.split(
    ',',
  );
const STREETS =
  'Street,St,St.,Avenue,Ave,Ave.,Road,Rd,Rd.,Drive,Dr,Lane,Ln,Court,Ct,Boulevard,Blvd,Way,Place,Pl,Circle,Terrace,Parkway,Highway,Square,Trail,Crossing,Close,Mews,Crescent,Row,Walk'.split(
    ',',
  );
const STREET_WORDS =
  'Maple,Oak,Cedar,Elm,Pine,Walnut,Main,Park,Lake,Hill,Washington,Lincoln,Jefferson,Franklin,Church,High,Mill,River,Spring,Sunset,Ridge,Meadow,Willow,Birch,Chestnut,Broad,Market,Water,Union,Prospect,Highland,Forest,Center,North,South,Orchard,Canyon,Bay,Harbor,Grove,Garden,College,School,Station,Victoria,King,Queen,First,Second,Third,Fifth,Tenth,1st,2nd,3rd,5th,12th,42nd'.split(
    ',',
  );
const DIRECTIONS = ['N', 'S', 'E', 'W', 'N.', 'S.', 'North', 'South', 'East', 'West', 'NW', 'SE'];
const UNITS = ['Apt.', 'Apt', 'Suite', 'Unit', '#', 'Ste', 'Floor', 'Room', 'Ste.'];

/** Hospitals that are known by a name without the word; facts, not data about anybody. */
const KNOWN =
  "Mayo Clinic,Cleveland Clinic,Johns Hopkins,Johns Hopkins Hospital,Massachusetts General Hospital,Mass General,MGH,Cedars-Sinai,Cedars-Sinai Medical Center,Mount Sinai,Mount Sinai Hospital,Mt. Sinai,NYU Langone,NYU,NYU Langone Health,UCSF,UCSF Medical Center,UCLA,UCLA Medical Center,Stanford,Stanford Hospital,Stanford Health Care,Duke,Duke University Hospital,Kaiser,Kaiser Permanente,Kaiser Oakland,Brigham and Women's Hospital,Brigham and Women's,Beth Israel,Beth Israel Deaconess,Northwestern Memorial,Northwestern,Vanderbilt,Emory,Emory University Hospital,MD Anderson,MD Anderson Cancer Center,Memorial Sloan Kettering,Sloan Kettering,Houston Methodist,Baylor,Baylor St. Luke's,Scripps,Scripps Mercy,Sutter Health,Geisinger,Ochsner,Intermountain,Banner Health,Barnes-Jewish Hospital,Barnes-Jewish,Rush,Yale New Haven Hospital,Yale,UPMC,Penn Medicine,Penn,Hackensack Meridian,Montefiore,Bellevue,Bellevue Hospital,Lenox Hill,Lenox Hill Hospital,Dana-Farber,Children's Hospital of Philadelphia,CHOP,Boston Children's,Texas Children's,VA,the VA,VA hospital,Walter Reed,Providence,Swedish,Swedish Medical Center,OHSU,Tufts Medical Center,Lahey,Hopkins,Columbia,Columbia Presbyterian,NewYork-Presbyterian,Weill Cornell,Loma Linda,Henry Ford,Henry Ford Hospital,Beaumont,Spectrum Health,Froedtert,Parkland,Parkland Hospital,UT Southwestern,Tampa General,Jackson Memorial,AdventHealth,HCA,Ascension,Mercy,Mercy General,Sharp,Kindred,City of Hope,Hoag,Cook County Hospital,Grady,Grady Memorial,Wake Forest Baptist,UNC,UAB,Mass Eye and Ear,UCSD,UC Davis,UC San Diego,UChicago,UMich,Michigan Medicine,Univ. of Michigan,UW Medical Center,Harborview".split(
    ',',
  );
const SAINTS =
  'Mary,Luke,Joseph,John,Jude,Vincent,Francis,Thomas,Anthony,Elizabeth,Anne,Michael,Peter,Paul,Agnes,Rita,Clare,Catherine,Barnabas,Raphael,Mark'.split(
    ',',
  );
const FACILITY_WORDS =
  "Mercy,Memorial,General,Methodist,Presbyterian,Baptist,Lutheran,Good Samaritan,Sacred Heart,Trinity,Providence,Regional,Community,University,County,City,Children's,Women's,Veterans,Valley,Riverside,Lakeside,Hillside,Sunrise,Sunnyvale,Green Valley,Cedar Crest,Cedar Grove,Oakwood,Maplewood,Pinecrest,Westside,Eastside,Northside,Southside,Northwest,Bayview,Brookside,Harmony,Hope,Unity,Liberty,Lincoln,Jefferson,Franklin,Central,Downtown,Metro,Hillcrest,Fairview,Grandview,Lakeview,Ridgeview,Silver Lake,Blue Ridge,Summit,Pioneer,Evergreen,Meadowbrook,Elm,Elmhurst,Maple,Oak,Bright,Coastal,Harbor,Bay Area".split(
    ',',
  );
const FACILITY_KINDS =
  "Hospital,Clinic,Medical Center,Med Center,Med. Center,Medical Ctr,Health Center,Health,Healthcare,General Hospital,Memorial Hospital,Family Practice,Family Medicine,Urgent Care,Cancer Center,Heart Institute,Surgery Center,Rehab,Rehabilitation Center,Nursing Home,Care Center,Dialysis Center,Infirmary,Women's Clinic,Children's Hospital,Pediatrics,ER,Hospice,Orthopedics,Imaging,Pharmacy,Eye Institute,Regional Medical Center,Community Hospital,Health System,Oncology,Dental,Dermatology,Primary Care,Outpatient Clinic,Wellness Center,Physical Therapy,Specialty Clinic,Behavioral Health,Sleep Center".split(
    ',',
  );

function facility(random: Random, stock: NameStock, places: PlaceStock): string {
  const roll = random.next();
  if (roll < 0.22) return random.pick(KNOWN);
  if (roll < 0.42) {
    const saint = `${random.pick(['St.', 'St.', 'St', 'Saint'])} ${random.pick(SAINTS)}`;
    const own = random.chance(0.7) ? `${saint}${saint.endsWith('s') ? "'" : "'s"}` : saint;
    return random.chance(0.25) ? own : `${own} ${random.pick(FACILITY_KINDS)}`;
  }
  if (roll < 0.72) {
    const word = random.pick(FACILITY_WORDS);
    return random.chance(0.12) && word.length > 6 ? word : `${word} ${random.pick(FACILITY_KINDS)}`;
  }
  if (roll < 0.9) return `${places.home.draw(random)} ${random.pick(FACILITY_KINDS)}`;
  return `${makePerson(random, stock).last} ${random.pick(FACILITY_KINDS)}`;
}

function streetName(random: Random, stock: NameStock): string {
  const word = random.chance(0.55)
    ? random.pick(STREET_WORDS)
    : random.chance(0.5)
      ? usualForm(stock.surnames.draw(random))
      : stock.given.draw(random);
  const direction = random.chance(0.12) ? `${random.pick(DIRECTIONS)} ` : '';
  return `${direction}${word} ${random.pick(STREETS)}`;
}

function foreignStreet(random: Random, stock: NameStock): string {
  for (let tries = 0; tries < 20; tries++) {
    const { streets, streetPrefixes, streetSuffixes, first, last } = random.pick(stock.locales);
    if (streets.length > 10) return random.pick(streets);
    const name = random.chance(0.5) ? random.pick(first) : random.pick(last);
    if (streetPrefixes.length > 1) return `${random.pick(streetPrefixes)} ${name}`;
    if (streetSuffixes.length > 1)
      return `${name}${random.chance(0.5) ? ' ' : ''}${random.pick(streetSuffixes)}`;
  }
  return streetName(random, stock);
}

/** What people call large cities. */
const SHORT_CITIES =
  'SF,NYC,LA,DC,Philly,Vegas,Frisco,Chi-town,NOLA,Jersey City,KC,SLC,San Fran,Indy'.split(',');

function city(random: Random, stock: NameStock, places: PlaceStock): string {
  if (random.chance(0.02)) return random.pick(SHORT_CITIES);
  if (random.chance(0.06)) return random.pick(places.note);
  const roll = random.next();
  if (roll < 0.55) return places.home.draw(random);
  if (roll < 0.8) return places.world.draw(random);
  if (roll < 0.9) {
    const { cities } = random.pick(stock.locales);
    if (cities.length > 5) return random.pick(cities);
  }
  // Places that nobody has heard of, as made-up data has them.
  const name = usualForm(stock.surnames.draw(random));
  return random.pick([
    `${name}ton`,
    `${name}ville`,
    `${name}burgh`,
    `Lake ${name}`,
    `New ${name}`,
    `${name}mouth`,
    `Port ${name}`,
    `${name} Springs`,
    `${name} Heights`,
    `${name}berg`,
    `${name}shire`,
    `West ${name}`,
    `North ${name}`,
    `East ${name}`,
    `South ${name}`,
    `${name}stead`,
    `${name}bury`,
    `${name}chester`,
    `${name}land`,
    `Fort ${name}`,
    `${name}haven`,
    `${name}fort`,
    `${name}side`,
    `${name}town`,
    `${name}borough`,
  ]);
}

const ORG_SHIPS = ['Lincoln', 'Nimitz', 'Morgan', 'Carter', 'Porter', 'Wayne', 'Doyle'];

function wholeAddress(random: Random, stock: NameStock, places: PlaceStock): string {
  const isHome = random.chance(0.4);
  const street = isHome ? streetName(random, stock) : foreignStreet(random, stock);
  const numbered = random.pick([
    `${number(random)} ${street}`,
    `${number(random)} ${street}`,
    `${street} ${String(random.between(1, 400))}`,
    `${number(random)} ${street} ${String(random.between(1, 1500))}`,
    `${number(random)} ${number(random)} ${street}`,
  ]);
  const unit = random.chance(0.5)
    ? `${random.pick([' ', ', '])}${random.pick(UNITS)} ${random.digits(3)}`
    : '';
  const town = random.chance(0.3)
    ? city(random, stock, places).toUpperCase()
    : city(random, stock, places);
  const region = random.chance(0.4) ? `, ${random.pick(STATES)}` : '';
  const country = random.chance(0.4) ? `, ${random.pick(COUNTRIES)}` : '';
  const code = random.chance(0.6) ? ` ${random.digits(random.between(4, 5))}` : '';
  const whole = `${numbered}${unit}, ${town}${region}${country}${code}`;
  return random.chance(0.3) ? whole.replaceAll(',', '') : whole;
}

const number = (random: Random): string => random.digits(random.between(1, 5)).replace(/^0/, '1');

export type Places = Readonly<
  Record<string, (random: Random, stock: NameStock, places: PlaceStock) => string>
>;

/** The ways a place is written; each is one place from its first to its last letter. */
export const PLACE_FORMS: Places = {
  city,
  facility,
  venue,
  county: (random, stock) => `${usualForm(stock.surnames.draw(random))} County`,
  cityState: (random, stock, places) =>
    `${city(random, stock, places)}, ${random.chance(0.6) ? random.pick(STATES) : random.pick(STATE_NAMES)}`,
  street: (random, stock) => {
    const unit = random.chance(0.25)
      ? ` ${random.pick(UNITS)} ${random.digits(random.between(1, 3))}`
      : '';
    return `${number(random)} ${streetName(random, stock)}${unit}`;
  },
  bareStreet: (random, stock) => streetName(random, stock),
  foreign: (random, stock) =>
    random.chance(0.5)
      ? `${number(random)} ${foreignStreet(random, stock)}`
      : `${foreignStreet(random, stock)} ${random.between(1, 400)}`,
  foreignBoth: (random, stock) =>
    `${number(random)} ${foreignStreet(random, stock)} ${random.between(1, 1500)}`,
  // A whole address in one: street, unit, town, region, country, code in the orders that forms print them.
  whole: wholeAddress,
  wholeLines: (random, stock, places) =>
    wholeAddress(random, stock, places).replace(/, /g, random.pick(['\n', '\n    ', ' '])),
  military: (random) => {
    const box = `Box ${random.digits(4)}`;
    const station = random.pick([
      `PSC ${random.digits(4)}, ${box}`,
      `Unit ${random.digits(4)} ${box}`,
      `CMR ${random.digits(3)}, ${box}`,
      `USS ${random.pick(ORG_SHIPS)}`,
    ]);
    const office = `${random.pick(['APO', 'FPO', 'DPO'])} ${random.pick(['AA', 'AE', 'AP'])} ${random.digits(5)}`;
    return `${station}${random.pick(['\n', ' ', ', '])}${office}`;
  },
  poBox: (random) =>
    `${random.pick(['P.O. Box', 'PO Box', 'P. O. Box', 'Box'])} ${random.digits(random.between(1, 5))}`,
  corner: (random, stock) =>
    `the corner of ${streetName(random, stock)} and ${streetName(random, stock)}`,
  facilityIn: (random, stock, places) =>
    `${facility(random, stock, places)}${random.pick([' in ', ', '])}${places.home.draw(random)}`,
  cityFacility: (random, _stock, places) =>
    `${places.home.draw(random)} ${random.pick(['clinic', 'office', 'facility', 'hospital', 'ER', 'campus', 'center', 'Clinic', 'Office'])}`,
  airport: (random, stock, places) =>
    `${random.chance(0.3) ? fullName(random, stock) : places.world.draw(random)} ${random.pick(['International Airport', 'Airport', "Int'l Airport", 'Station', 'Central Station', 'Union Station'])}`,
  region: (random, _stock, places) =>
    random.chance(0.75)
      ? random.pick(places.note)
      : random.pick([
          `the ${places.home.draw(random)} area`,
          `downtown ${places.home.draw(random)}`,
          `${places.home.draw(random)} Heights`,
          `${random.pick(['North', 'South', 'East', 'West', 'Upper', 'Lower'])} ${places.home.draw(random)}`,
        ]),
  unit: (random) => `${random.pick(UNITS)} ${random.digits(random.between(1, 3))}`,
  landmark: (random, stock, places) => {
    const name = random.pick([
      places.home.draw(random),
      places.world.draw(random),
      usualForm(stock.surnames.draw(random)),
      fullName(random, stock),
      `${random.pick(STREET_WORDS)} ${random.pick(STREET_WORDS)}`,
      `${random.pick(['Sand', 'Blue', 'White', 'Red', 'Long', 'Stone', 'Bald', 'Eagle', 'Bear'])} ${random.pick(STREET_WORDS)}`,
    ]);
    const kind = random.pick(LANDMARKS);
    return `${random.chance(0.1) ? 'the ' : ''}${name} ${random.chance(0.25) ? kind.toLowerCase() : kind}`;
  },
};

const fullName = (random: Random, stock: NameStock): string => {
  const { first, last } = makePerson(random, stock);
  return `${first} ${last}`;
};

const LANDMARKS = [
  'Park',
  'Bridge',
  'Mall',
  'Airport',
  'Station',
  'Beach',
  'River',
  'Valley',
  'Bay',
  'Square',
  'Island',
  'Lake',
  'Stadium',
  'Library',
  'Hotel',
  'University',
  'High School',
  'Harbor',
  'Mountains',
  'Hills',
  'Creek',
  'Canyon',
  'Memorial',
  'Museum',
  'Bridges',
  'Hall',
  'Market',
  'Falls',
  'Trail',
  'Plaza',
  'Center',
  'Building',
  'Tower',
  'Cemetery',
  'Church',
  'Castle',
  'Temple',
  'Pier',
  'Zoo',
  'Base',
  'Air Force Base',
  'Post Office',
  'Desert',
  'Coast',
  'Peninsula',
  'Mountain',
  'National Park',
  'State Park',
  'District',
  'City',
  'Village',
  'Township',
];

/** What is written beside places and identifies nobody by itself. */
export const WIDE_PLACES: Readonly<Record<string, (random: Random) => string>> = {
  state: (random) => random.pick(STATE_NAMES),
  stateCode: (random) => random.pick(STATES),
  country: (random) => random.pick(COUNTRIES),
};
