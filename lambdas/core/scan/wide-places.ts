/**
 * Places no smaller than a state, and what is named after them: Safe Harbor (B) lets them stay, 45 CFR
 * 164.514(b)(2)(i)(B). New York and Washington are cities as well and are not here.
 */
const WIDE: ReadonlySet<string> = new Set(
  // States
  (
    'alabama,alaska,arizona,arkansas,california,colorado,connecticut,delaware,florida,georgia,hawaii,idaho,illinois,' +
    'indiana,iowa,kansas,kentucky,louisiana,maine,maryland,massachusetts,michigan,minnesota,mississippi,missouri,' +
    'montana,nebraska,nevada,new hampshire,new jersey,new mexico,north carolina,north dakota,ohio,oklahoma,oregon,' +
    'pennsylvania,rhode island,south carolina,south dakota,tennessee,texas,utah,vermont,virginia,west virginia,' +
    'wisconsin,wyoming,puerto rico,carolina,dakota,new england,washington state,' +
    'al,ak,az,ar,ca,co,ct,de,fl,ga,hi,id,il,ia,ks,ky,la,me,md,ma,mi,mn,ms,mo,mt,ne,nv,nh,nj,nm,ny,nc,nd,oh,ok,or,pa,ri,sc,sd,tn,tx,ut,vt,va,wa,wv,wi,wy,calif,mass,' +
    // Countries and what is larger
    'afghanistan,albania,algeria,angola,argentina,armenia,australia,austria,azerbaijan,bahamas,bahrain,bangladesh,' +
    'barbados,belarus,belgium,belize,benin,bhutan,bolivia,bosnia,botswana,brazil,britain,great britain,brunei,bulgaria,' +
    'burma,burundi,cambodia,cameroon,canada,chad,chile,china,colombia,congo,costa rica,croatia,cuba,cyprus,' +
    'czech republic,czechia,denmark,dominican republic,ecuador,egypt,el salvador,england,eritrea,estonia,ethiopia,fiji,' +
    'finland,france,gabon,gambia,germany,ghana,greece,greenland,guatemala,guinea,guyana,haiti,holland,honduras,' +
    'hungary,iceland,india,indonesia,iran,iraq,ireland,northern ireland,israel,italy,ivory coast,jamaica,japan,jordan,' +
    'kazakhstan,kenya,korea,north korea,south korea,kosovo,kuwait,kyrgyzstan,laos,latvia,lebanon,lesotho,liberia,libya,' +
    'liechtenstein,lithuania,luxembourg,macedonia,madagascar,malawi,malaysia,maldives,mali,malta,mauritania,mauritius,' +
    'mexico,moldova,mongolia,montenegro,morocco,mozambique,myanmar,namibia,nepal,netherlands,the netherlands,' +
    'new zealand,nicaragua,niger,nigeria,norway,oman,pakistan,palestine,panama,papua new guinea,paraguay,peru,' +
    'philippines,poland,portugal,qatar,romania,russia,rwanda,samoa,saudi arabia,scotland,senegal,serbia,sierra leone,' +
    'singapore,slovakia,slovenia,somalia,south africa,soviet union,spain,sri lanka,sudan,suriname,swaziland,sweden,' +
    'switzerland,syria,taiwan,tajikistan,tanzania,thailand,tibet,togo,tonga,trinidad,tunisia,turkey,turkmenistan,uganda,' +
    'ukraine,united arab emirates,united kingdom,united states,united states of america,the united states,the us,' +
    'the uk,states,uruguay,uzbekistan,vanuatu,venezuela,vietnam,wales,yemen,yugoslavia,zambia,zimbabwe,' +
    'us,u.s,u.s.a,usa,uk,u.k,uae,eu,ussr,europe,asia,africa,america,north america,south america,latin america,antarctica,' +
    'earth,world,united,eur,usd,gbp,atm,' +
    // People and languages
    'african,african american,american,arab,arabic,argentine,asian,australian,austrian,belgian,brazilian,british,bulgarian,canadian,catholic,' +
    'chinese,christian,croatian,cuban,czech,danish,dutch,egyptian,english,european,finnish,french,german,greek,' +
    'hebrew,hindu,hispanic,hungarian,indian,iranian,iraqi,irish,islamic,israeli,israelis,italian,japanese,jewish,korean,kurdish,' +
    'latin,latino,lebanese,mexican,muslim,norwegian,pakistani,palestinian,palestinians,polish,portuguese,protestant,roman,romanian,russian,' +
    'saudi,scottish,serbian,shia,shiite,shiites,spanish,sunni,sunnis,swedish,swiss,syrian,thai,turkish,ukrainian,vietnamese,welsh,arabs,americans'
  ).split(','),
);

/** Whether a place is no smaller than a state, so that it identifies nobody by itself. */
export function isWidePlace(text: string): boolean {
  return WIDE.has(text.toLowerCase().replace(/^the /, '').replace(/\.$/, ''));
}
