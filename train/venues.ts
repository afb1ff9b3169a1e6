import { usualForm, type NameStock } from './people.ts';
import type { PlaceStock } from './places.ts';
import type { Random } from './random.ts';

const list = (text: string): string[] => text.split(',');

/** Where people go; facts, not data about anybody. Who went there is told by it as by a street. */
const CHAINS = list(
  "McDonald's,Burger King,Taco Bell,Wendy's,Applebee's,Chili's,Denny's,IHOP,Subway,KFC,Pizza Hut,Domino's,Papa John's,Olive Garden,Red Lobster,Outback,Chipotle,Panera,Starbucks,Dunkin Donuts,Cheesecake Factory,Hard Rock Cafe,Home Depot,Lowe's,Best Buy,Macy's,Kohl's,Trader Joe's,Whole Foods,Safeway,Kroger,Publix,Holiday Inn,Best Western,Hilton,Marriott,Hyatt,Hyatt Regency,Sheraton,Ramada,Motel 6,Days Inn,Comfort Inn,Super Target,Ikea,Nando's,Tesco",
);
const KINDS = list(
  'Hotel,Inn,Motel,Resort,Lodge,Restaurant,Cafe,Grill,Bar,Bar & Grill,Pub,Tavern,Diner,Bistro,Pizza,Pizzeria,Bakery,Deli,Steakhouse,Kitchen,BBQ,Sushi,Coffee,Coffee House,Brewery,Books,Bookstore,Market,Nails,Salon,Spa,Gym,Fitness,Yoga,Cinema,Theater,Theatre,Museum,Gallery,Fine Art,Zoo,Garage,Auto,Auto Repair,Motors,Cleaners,Florist,Flowers,Jewelers,Gardens,Ballroom,Club,Golf Club,Suites,Apartments,Winery,Farm,Nursery,Pet Hospital,Animal Clinic,Elementary,High School,Church,Library,Hall',
);
const WORDS = list(
  'Blue,Red,Golden,Silver,Green,Black,White,Royal,Grand,Little,Old,New,Lucky,Sunny,Happy,Crazy,Blue Moon,Red Rose,Golden Dragon,Green Tea,Black Bear,White Horse,Silver Spoon,Rising Sun,Corner,Village,Garden,Ocean,Bay View,Sea View,River,Hilltop,Palm,Magnolia,Jade,Lotus,Bamboo,Mango,Olive,Basil,Saffron,Rusty,Twisted,Copper,Iron,Stone,Peach,Cactus,Sunset,Moonlight,Paradise,Empire,Imperial,Crown,Central,Union,Station,Uptown,Downtown,Main Street,Heritage,Liberty,Cheap,Fresh,Urban,Wild,Cozy',
);
const ANIMALS = list(
  'Lion,Bull,Bear,Horse,Swan,Fox,Hound,Dragon,Crown,Anchor,Ship,Oak,Bell,Rose,Owl,Crow,Goose,Peacock,Elephant,Frog,Whale,Pelican',
);
const FOREIGN = list(
  'La,El,Il,Le,Los,Las,Mi,Chez,Casa,Villa,Taj,Bella,Don,Dos,Taqueria,Trattoria,Ristorante,Bombay,Thai,Peking,Sushi',
);
const FOREIGN_WORDS = list(
  'Luna,Pueblo,Familia,Cocina,Palma,Rosa,Mar,Sol,Piazza,Strada,Fontana,Cantina,Paloma,Mesa,Casita,Maison,Palace,Mahal,Garden,Amigos,Hermanos,Rancho,Bahia,Vita,Notte,Torre,Siam,Orchid,Lotus,Basil',
);

/** `'s`, and how it comes out of mills that part words from marks. */
function owner(name: string, random: Random): string {
  return name + random.pick(["'s", "'s", "'s", "'s", " 's", ' s', 's']);
}

/** A restaurant, a shop, a hotel, a hall. */
export function venue(random: Random, stock: NameStock, places: PlaceStock): string {
  const roll = random.next();
  const surname = usualForm(stock.surnames.draw(random));
  const name = random.chance(0.6) ? surname : stock.given.draw(random);
  if (roll < 0.16) return chain(random);
  if (roll < 0.3) return owner(name, random);
  if (roll < 0.42) return `${owner(name, random)} ${random.pick(KINDS)}`;
  if (roll < 0.54) return `${name} ${random.pick(KINDS)}`;
  if (roll < 0.68) return `${the(random)}${random.pick(WORDS)} ${random.pick(KINDS)}`;
  if (roll < 0.76) return `${the(random)}${random.pick(WORDS)} ${random.pick(ANIMALS)}`;
  if (roll < 0.86)
    return `${random.pick(FOREIGN)} ${random.chance(0.6) ? random.pick(FOREIGN_WORDS) : name}`;
  if (roll < 0.96) return `${places.home.draw(random)} ${random.pick(KINDS)}`;
  return `${random.pick(KINDS)} ${String(random.between(2, 99))}`;
}

function chain(random: Random): string {
  const name = random.pick(CHAINS);
  return name.endsWith("'s") ? owner(name.slice(0, -2), random) : name;
}

const the = (random: Random): string => (random.chance(0.3) ? 'The ' : '');
