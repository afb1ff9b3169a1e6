/** US states, territories and military post codes (USPS Publication 28, appendix B), for expressions. */
export const STATE_CODE =
  '(?:A[AEKLPRSZ]|C[AOT]|D[CE]|F[LM]|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEHINOPST]|N[CDEHJMVY]|O[HKR]|P[ARW]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY])';

export const STATE_NAME =
  '(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming|Puerto Rico|District of Columbia)';

/** Street suffixes (USPS Publication 28, appendix C1, the common ones and their abbreviations). */
export const STREET =
  '(?:Street|St|Avenue|Ave|Av|Boulevard|Blvd|Road|Rd|Drive|Dr|Lane|Ln|Court|Ct|Circle|Cir|Place|Pl|Terrace|Ter|Way|Parkway|Pkwy|Highway|Hwy|Freeway|Fwy|Expressway|Expy|Square|Sq|Trail|Trl|Loop|Alley|Aly|Plaza|Plz|Row|Run|Path|Pike|Crossing|Xing|Ridge|Rdg|Point|Pt|Heights|Hts|Hollow|Crescent|Cres|Close|Mews|Cove|Cv|Glen|Creek|Bend|Canyon|Grove|Hill|Manor|Meadows?|Park|Summit|View|Vista|Walk|Camino|Turnpike|Tpke|Bypass|Broadway|Esplanade|Junction|Landing|Island|Estates?|Springs?|Station|Valley|Village|Mountain|Orchard|Pine|Oval|Track|Keys?|Mall|Green|Common|Course|Field|Forge|Garden|Gateway|Harbor|Haven|Lake|Mill|Mission|Passage|Prairie|Ranch|Rapids?|River|Shoals?|Shores?|Skyway|Spur|Stravenue|Stream|Throughway|Trace|Tunnel|Union|Viaduct|Villages?|Ville|Wells?)';
