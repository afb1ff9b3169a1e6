import drugBrands from '../lambdas/core/scan/lexicon/drug-brands.json' with { type: 'json' };
import { listed } from '../lambdas/core/scan/listed.ts';

const list = (text: string): string[] => text.split(',').map((word) => word.trim());

/** Words for the slots of the templates that name nobody. */
export const WORDS: Readonly<Record<string, readonly string[]>> = {
  cond: list(
    "type 2 diabetes,hypertension,COPD,asthma,atrial fibrillation,CHF,chronic kidney disease,hypothyroidism,breast cancer,metastatic colon cancer,rheumatoid arthritis,lupus,migraine,epilepsy,depression,bipolar disorder,schizophrenia,pneumonia,sepsis,a UTI,psoriasis,eczema,gout,osteoporosis,anemia,hepatitis C,cirrhosis,pancreatitis,IBS,celiac disease,glaucoma,sleep apnea,obesity,PTSD,ADHD,HIV,tuberculosis,shingles,DVT,pulmonary embolism,CAD,GERD,BPH,endometriosis,PCOS,preeclampsia,Parkinson's disease,Alzheimer's disease,multiple sclerosis,MS,ALS,Crohn's disease,ulcerative colitis,Graves' disease,Hashimoto's thyroiditis,Hodgkin lymphoma,Sjogren's syndrome,Raynaud phenomenon,stage 3 melanoma,NSTEMI,stroke,dementia,anxiety,Type 1 Diabetes,CKD stage 4,acute appendicitis",
  ),
  eponym: list(
    'Parkinson disease,Alzheimer disease,Crohn disease,Addison disease,Cushing syndrome,Graves disease,Hashimoto thyroiditis,Hodgkin lymphoma,Burkitt lymphoma,Wilms tumor,Ewing sarcoma,Kaposi sarcoma,Barrett esophagus,Bell palsy,Guillain-Barre syndrome,Huntington disease,Tourette syndrome,Down syndrome,Turner syndrome,Klinefelter syndrome,Marfan syndrome,Ehlers-Danlos syndrome,Prader-Willi syndrome,Angelman syndrome,Tay-Sachs disease,Gaucher disease,Fabry disease,Pompe disease,Wilson disease,Paget disease,Kawasaki disease,Lyme disease,Chagas disease,Hansen disease,Meniere disease,Raynaud phenomenon,Sjogren syndrome,Behcet disease,Stevens-Johnson syndrome,Goodpasture syndrome,Wegener granulomatosis,Duchenne muscular dystrophy,Charcot-Marie-Tooth disease,Friedreich ataxia,Rett syndrome,Asperger syndrome,Noonan syndrome,Williams syndrome,DiGeorge syndrome,Bardet-Biedl syndrome,Li-Fraumeni syndrome,Lynch syndrome,Peutz-Jeghers syndrome,Von Hippel-Lindau disease,Sturge-Weber syndrome,Osgood-Schlatter disease,Dupuytren contracture,Peyronie disease,Wolff-Parkinson-White syndrome,Brugada syndrome,Takotsubo cardiomyopathy,Creutzfeldt-Jakob disease,Wernicke encephalopathy,Korsakoff syndrome,Babinski sign,Murphy sign,Romberg test,Apgar score,Glasgow coma scale,Wells criteria,Ranson criteria,Framingham risk,Child-Pugh class,Gleason grade,Breslow depth,Duke criteria,Jones criteria,Mantoux test,Papanicolaou smear,Coombs test,Epley maneuver,Heimlich maneuver,Whipple procedure,Nissen fundoplication,Roux-en-Y bypass,Mohs surgery,Kegel exercises,Zollinger-Ellison syndrome,Gilbert syndrome,Crigler-Najjar syndrome,Alport syndrome,Bartter syndrome,Fanconi anemia,Diamond-Blackfan anemia,Hirschsprung disease,Legg-Calve-Perthes disease,Waldenstrom macroglobulinemia,Usher syndrome,Leigh syndrome,Canavan disease,Krabbe disease,Menkes disease,Hunter syndrome,Hurler syndrome,Lesch-Nyhan syndrome,Smith-Magenis syndrome,Cornelia de Lange syndrome,Treacher Collins syndrome,Pierre Robin sequence,Beckwith-Wiedemann syndrome,Russell-Silver syndrome,Kabuki syndrome,Sotos syndrome,Alagille syndrome,Joubert syndrome,Waardenburg syndrome,Zellweger syndrome,Refsum disease,Farber disease,Stargardt macular degeneration,Leber congenital amaurosis',
  ),
  drug: list(
    'metformin,lisinopril,atorvastatin,amlodipine,metoprolol,losartan,omeprazole,gabapentin,sertraline,prednisone,insulin,warfarin,apixaban,Eliquis,Xarelto,Ozempic,Humira,Keytruda,Lipitor,Plavix,Lasix,Zoloft,Prozac,Xanax,Ativan,Tylenol,Advil,ibuprofen,aspirin,amoxicillin,azithromycin,doxycycline,levothyroxine,albuterol,Advair,montelukast,methotrexate,infliximab,rituximab,pembrolizumab,trastuzumab,carboplatin,amiodarone,digoxin,spironolactone,furosemide,hydrochlorothiazide,clopidogrel,tramadol,oxycodone,morphine,lithium,quetiapine,Seroquel,lamotrigine,levetiracetam,Keppra,Januvia,Jardiance,Trulicity,Lantus,Novolog,Synthroid,Lexapro,Cymbalta,Lyrica,vancomycin,ceftriaxone,Paxlovid,Botox,Metformin,Lisinopril,Losartan,Warfarin,Aspirin',
  ),
  Worktitle: list(
    'Zoolander,Metropolis,Amarcord,Solaris,Persona,Vertigo,Casablanca,Nosferatu,Rashomon,Alien,Gladiator,Inception',
  ),
  drugclass: list(
    'antibiotic,statin,beta blocker,ACE inhibitor,SGLT2 inhibitor,antidepressant,anticoagulant,biologic,inhaler,opioid,antiviral',
  ),
  proc: list(
    'knee replacement,hip replacement,CABG,colonoscopy,appendectomy,cardiac catheterization,chemotherapy,dialysis,an MRI,CT scan,pacemaker implantation,cataract surgery,C-section,physical therapy,infusion,root canal,blood test,biopsy,mastectomy,EGD,annual physical,flu shot,stress test,echocardiogram,gastric bypass,spinal fusion,ablation,PCI',
  ),
  sym: list(
    'chest pain,shortness of breath,fatigue,headache,nausea,dizziness,fever,cough,back pain,joint pain,swelling,rash,weight loss,numbness,blurred vision,insomnia,palpitations,night sweats,abdominal pain,confusion,syncope,vomiting,a sore throat',
  ),
  lab: list(
    'A1c,LDL,TSH,creatinine,INR,hemoglobin,potassium,PSA,BNP,troponin,white count,glucose,eGFR,ALT,vitamin D,ferritin,CRP',
  ),
  organ: list(
    'heart,liver,kidneys,brain,lungs,skin,bones,nervous system,eyes,blood,pancreas,thyroid',
  ),
  device: list(
    'insulin pump,CPAP,hearing aid,pacemaker,glucose meter,wheelchair,knee brace,nebulizer,Dexcom,Holter monitor',
  ),
  sex: list('male,female,man,woman,M,F,patient,boy,girl'),
  rel: list(
    'mother,father,daughter,son,wife,husband,sister,brother,spouse,aunt,uncle,mom,dad,grandmother,neighbor,friend,guardian,partner,niece,caregiver',
  ),
  title: list('Mr.,Mrs.,Ms.,Dr.,Prof.,Miss,Mr,Mrs,Ms,Dr'),
  job: list(
    'psychologist,therapist,dentist,gynecologist,psychiatrist,family counselor,dermatologist,hair stylist,doctor,physician,salon,cardiologist,chiropractor,pediatrician',
  ),
  jobtitle: list(
    'Account Manager,Marketing Director,Software Engineer,Registered Nurse,Chief Executive Officer,Office Clerk,Sales Representative,Data Analyst,Truck Driver,Accountant,Professor of History,Head of Product,attorney,Senior Vice President,teacher,Electrician,Legal Secretary,Payroll Clerk,nurse practitioner,Airline Pilot,Museum Curator',
  ),
  weekday: list(
    'Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday,tomorrow,today,next week,Mon,Tue,Friday morning',
  ),
  month: list(
    'January,February,March,April,May,June,July,August,September,October,November,December',
  ),
  holiday: list(
    "Christmas,Thanksgiving,Easter,Labor Day,New Year,Halloween,Hanukkah,Ramadan,Memorial Day,Valentine's Day,Mother's Day",
  ),
  product: list(
    'iPhone,Windows,Android,Fitbit,Toyota Corolla,Honda Civic,the Pro plan,Excel,Outlook,Galaxy,Kindle,PlayStation,the Premium Bundle,wireless earbuds,Chromebook,ThinkPad,Ford Focus,a Peloton',
  ),
  food: list(
    'pizza,sushi,burgers,coffee,BBQ,tacos,steak,pasta,breakfast,brunch,curry,noodles,pie,ice cream,seafood,bagels,sandwiches,dim sum,wings,cupcakes,beer,food,lunch special,haircut,massage,service',
  ),
  animal: list(
    'parrot,cockatiel,hamster,chihuahua,poodle,labrador,beagle,persian,siamese,rabbit,turtle,gecko,goldfish,pony,ferret,budgie,Chihuahua,Labrador,Poodle,Cockatiel,Dalmatian',
  ),
  worktitle: list(
    'The Long Winter,Blue Harbor,Midnight Train,A Quiet Year,The Last Orchard,Golden Hour,Red River,Paper Boats,The Stone House,Northern Lights,Second Spring,Dust and Rain,Home Again',
  ),
};

/** Made-up companies: a surname or a coined word, and what companies are called. */
export const ORG_KINDS = list(
  'Inc.,Inc,LLC,Corp,Corp.,Group,Partners,Solutions,Technologies,Systems,Logistics,Consulting,Bank,Insurance,Foods,Industries,Media,Labs,Software,Airlines,Motors,& Co.,& Sons,Holdings,University,Foundation,Times,News,Salon,Spa,Cuts,Cafe,Grill,Studio,Records,Energy,Pharmaceuticals,Capital,Ventures,Associates,Hotel,Theatre,Agency',
);
export const ORG_WORDS = list(
  'Apex,Nova,Vertex,Summit,Blue Sky,Global,United,First National,Pacific,Atlantic,Bright,Quantum,Pioneer,Delta,Omega,Sunrise,Green Leaf,Iron Bridge,Northwind,Silverline,Clear Path,Tech,Data,Cyber,Metro,Star,Golden Gate,Evergreen,Crystal,Zenith,Fusion,Prime,Liberty,Eagle,Phoenix',
);
export const KNOWN_ORGS = list(
  'Google,Microsoft,Apple,Amazon,Facebook,Twitter,Walmart,Target,Costco,Starbucks,Netflix,Uber,Lyft,IBM,Oracle,Intel,Pfizer,Moderna,Merck,Medtronic,Boston Scientific,Philips,Siemens,CVS,Walgreens,Aetna,Cigna,Humana,Anthem,Blue Cross,Kaiser,Medicare,FDA,CDC,NIH,FBI,CIA,NASA,BBC,CNN,Reuters,Associated Press,New York Times,Washington Post,Congress,Senate,NATO,UN,EU,Harvard,MIT,Bank of America,Wells Fargo,Chase,Visa,Mastercard,PayPal,Stripe,HubSpot,Salesforce,Zoom,Slack,FedEx,UPS,USPS,DHL,Boeing,Ford,Toyota,Tesla,Honda,Coca-Cola,Pepsi,Nike,Disney,Sony,Samsung,Enron,Goldman Sachs',
);

/** Names of drugs as they are sold; the scanner's own list. */
export const BRANDS: readonly string[] = drugBrands.flatMap(({ strong }) => listed(strong));
