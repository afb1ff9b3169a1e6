/** Names of HTML elements, old ones too: what else stands between angle brackets may be another notation. */
export const HTML_TAGS: ReadonlySet<string> = words(
  'a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button canvas ' +
    'caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed ' +
    'fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr ' +
    'html i iframe img input ins kbd label legend li link main map mark menu meta meter nav noframes ' +
    'noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script ' +
    'section select slot small source span strike strong style sub summary sup svg table tbody td template ' +
    'textarea tfoot th thead time title tr track tt u ul var video wbr',
);

/** Elements that end a run of text: words on either side of them do not touch. */
export const BLOCKS: ReadonlySet<string> = words(
  'address article aside blockquote body br button caption center datalist dd details dialog dir div dl dt ' +
    'fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html label legend li main ' +
    'menu nav noframes noscript ol optgroup option p pre section select summary table tbody td template ' +
    'textarea tfoot th thead title tr ul',
);

/** Elements whose text nobody reads as part of the page; it travels with the message all the same. */
export const EMBEDDED: ReadonlySet<string> = words('script style');

/** Attributes that stand without a value in ordinary markup. */
const VALUELESS = words(
  'allowfullscreen async autofocus autoplay checked compact controls default defer disabled hidden ' +
    'ismap itemscope loop multiple muted nohref noresize noshade novalidate nowrap open playsinline ' +
    'readonly required reversed selected',
);
/** Attributes of ordinary markup. A word that is none of them may be a value that lost its quotes. */
const ATTRIBUTES = words(
  'abbr accept accept-charset accesskey action align alink alt autocapitalize autocomplete axis ' +
    'background bgcolor border bordercolor bordercolordark bordercolorlight cellpadding cellspacing char ' +
    'charoff charset cite class classid clear code codebase color cols colspan content contenteditable ' +
    'coords crossorigin cx cy d data datetime decoding dir download draggable enctype face fetchpriority ' +
    'fill for form frame frameborder headers height high href hreflang hspace http-equiv id integrity is ' +
    'itemid itemprop itemref itemtype kind label lang language leftmargin link list loading longdesc low ' +
    'marginheight marginwidth max maxlength media method min minlength name nonce object optimum pattern ' +
    'placeholder points poster preload property r referrerpolicy rel rev role rows rowspan rules rx ry ' +
    'sandbox scheme scope scrolling shape size sizes slot span spellcheck src srcdoc srclang srcset start ' +
    'stroke stroke-width style summary tabindex target text title topmargin transform translate type ' +
    'usemap valign value version viewbox vlink vspace width wrap x x1 x2 xmlns y y1 y2',
);
const ATTRIBUTE_FAMILY = /^(?:data-|aria-|on[a-z]|xmlns:|xml:|[ovwx]:)[a-z0-9:._-]{1,60}$/;

/** Whether an attribute is one of ordinary markup, and no word of a value that lost its quotes. */
export function isUsual(name: string, hasValue: boolean): boolean {
  return VALUELESS.has(name) || (hasValue && ATTRIBUTES.has(name)) || ATTRIBUTE_FAMILY.test(name);
}

/**
 * Attributes whose values are the names of things in the page (`name="email"` of an input): their own name
 * says nothing of the value.
 */
const NAMING = words(
  'abbr class classid for form headers http-equiv id is itemid itemprop itemref itemtype kind lang list ' +
    'name property rel rev role scheme scope slot style target type usemap placeholder aria-label ' +
    'aria-labelledby aria-describedby action content value',
);

/** The name of an attribute as what its value holds; undefined where it does not say. */
export function attributeHint(name: string): string | undefined {
  return NAMING.has(name) ? undefined : name;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
