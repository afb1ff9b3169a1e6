/** One request of each API with every member that its reference names, as plain values. Nobody in them is real. */

const PAGE =
  '<p class="intro">We are open on <a href="https://clinic.example/hours">Monday</a>.</p>';
const FILE = Buffer.from('Monday to Friday').toString('base64');
const MIME = [
  'From: Clinic News <news@clinic.example>',
  'Reply-To: Front desk <desk@clinic.example>',
  'To: Our reader <reader@mail.example>',
  'Cc: Our copy <copy@mail.example>',
  'Subject: Opening hours',
  'X-Campaign: autumn',
  'List-Unsubscribe: <https://clinic.example/unsubscribe?list=news>',
  'Comments: nothing to add',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="edge"',
  '',
  'before the parts',
  '--edge',
  'Content-Type: text/plain; charset=utf-8; name=body.txt',
  'Content-Description: the words',
  '',
  'We are open on Monday.',
  '--edge',
  'Content-Type: text/plain; name="hours.txt"',
  'Content-Disposition: attachment; filename="hours.txt"; size=16',
  'Content-ID: <part1@clinic.example>',
  '',
  'Monday to Friday',
  '--edge--',
  'after the parts',
  '',
];

export const FULL_CORDON = {
  channel: 'email',
  from: { address: 'news@clinic.example', name: 'Clinic News' },
  replyTo: [{ address: 'desk@clinic.example', name: 'Front desk' }],
  to: [{ address: 'reader@mail.example', name: 'Our reader' }],
  cc: [{ address: 'copy@mail.example', name: 'Our copy' }],
  bcc: [{ address: 'blind@mail.example', name: 'Our copy' }],
  subject: 'Opening hours',
  text: 'We are open on Monday.',
  html: PAGE,
  headers: { 'X-Campaign': 'autumn' },
  metadata: { campaign: 'autumn' },
  attachments: [
    { filename: 'hours.txt', contentType: 'text/plain', content: FILE, contentId: 'hours' },
  ],
};

export const FULL_CORDON_TEXT = {
  channel: 'sms',
  from: '+12025550100',
  to: ['+12025550123'],
  text: 'We are open on Monday.',
  mediaUrls: ['https://files.clinic.example/2026/hours.png?v=3#top'],
  metadata: { campaign: 'autumn' },
};

export const FULL_SENDGRID = {
  personalizations: [
    {
      from: { email: 'news@clinic.example', name: 'Clinic News' },
      to: [{ email: 'reader@mail.example', name: 'Our reader' }],
      cc: [{ email: 'copy@mail.example', name: 'Our copy' }],
      bcc: [{ email: 'blind@mail.example', name: 'Our copy' }],
      subject: 'Opening hours',
      headers: { 'X-Campaign': 'autumn' },
      substitutions: { '-place-': 'our office' },
      custom_args: { wave: 'one' },
    },
  ],
  from: { email: 'news@clinic.example', name: 'Clinic News' },
  reply_to: { email: 'desk@clinic.example', name: 'Front desk' },
  subject: 'Opening hours',
  content: [
    { type: 'text/plain', value: 'We are open at -place-.' },
    { type: 'text/html', value: PAGE },
  ],
  attachments: [
    {
      content: FILE,
      type: 'text/plain',
      filename: 'hours.txt',
      disposition: 'inline',
      content_id: 'hours',
    },
  ],
  headers: { 'X-Office': 'main' },
  categories: ['news'],
  custom_args: { batch: 'two' },
  batch_id: 'abc',
  asm: { group_id: 1, groups_to_display: [1] },
  ip_pool_name: 'pool',
  mail_settings: {
    bypass_list_management: { enable: false },
    footer: { enable: false, text: 'Our address', html: '<p>Our address</p>' },
  },
  tracking_settings: {
    click_tracking: { enable: true, enable_text: false },
    open_tracking: { enable: true, substitution_tag: '%open%' },
    subscription_tracking: { enable: false, text: 'leave', html: 'leave', substitution_tag: 'x' },
    ganalytics: {
      enable: true,
      utm_source: 'mail',
      utm_medium: 'mail',
      utm_term: 'hours',
      utm_content: 'a',
      utm_campaign: 'autumn',
    },
  },
};

export const FULL_SENDGRID_TEMPLATE = {
  personalizations: [
    {
      to: [{ email: 'reader@mail.example', name: 'Our reader' }],
      dynamic_template_data: { place: 'our office', list: [{ name: 'Monday' }] },
    },
  ],
  from: { email: 'news@clinic.example', name: 'Clinic News' },
  template_id: 'd-hours',
};

const SES_FILE = {
  RawContent: FILE,
  FileName: 'hours.txt',
  ContentType: 'text/plain',
  ContentDisposition: 'INLINE',
  ContentDescription: 'hours',
  ContentId: 'hours',
  ContentTransferEncoding: 'BASE64',
};
const SES_COMMON = {
  FromEmailAddress: 'Clinic News <news@clinic.example>',
  FromEmailAddressIdentityArn: 'arn:aws:ses:us-east-1:111122223333:identity/clinic.example',
  ReplyToAddresses: ['Front desk <desk@clinic.example>'],
  FeedbackForwardingEmailAddress: 'bounces@clinic.example',
  EmailTags: [{ Name: 'campaign', Value: 'autumn' }],
  ConfigurationSetName: 'default',
  EndpointId: 'endpoint',
  TenantName: 'clinic',
  ListManagementOptions: { ContactListName: 'news', TopicName: 'hours' },
};
const SES_DESTINATION = {
  ToAddresses: ['Our reader <reader@mail.example>'],
  CcAddresses: ['Our copy <copy@mail.example>'],
  BccAddresses: ['blind@mail.example'],
};

export const FULL_SES = {
  ...SES_COMMON,
  Destination: SES_DESTINATION,
  Content: {
    Simple: {
      Subject: { Data: 'Opening hours', Charset: 'UTF-8' },
      Body: {
        Text: { Data: 'We are open on Monday.', Charset: 'UTF-8' },
        Html: { Data: PAGE, Charset: 'UTF-8' },
      },
      Headers: [{ Name: 'X-Campaign', Value: 'autumn' }],
      Attachments: [SES_FILE],
    },
  },
};

export const FULL_SES_TEMPLATE = {
  ...SES_COMMON,
  Destination: SES_DESTINATION,
  Content: {
    Template: {
      TemplateName: 'd-hours',
      TemplateData: '{"place":"our office"}',
      Headers: [{ Name: 'X-Campaign', Value: 'autumn' }],
      Attachments: [SES_FILE],
    },
  },
};

export const FULL_SES_INLINE_TEMPLATE = {
  ...SES_COMMON,
  Destination: SES_DESTINATION,
  Content: {
    Template: {
      TemplateContent: { Subject: 'Hours', Text: 'We are at {{place}}', Html: '<p>{{place}}</p>' },
      TemplateData: '{"place":"our office"}',
    },
  },
};

export const FULL_SES_RAW = (mime: readonly string[]) => ({
  ...SES_COMMON,
  Destination: SES_DESTINATION,
  Content: { Raw: { Data: Buffer.from(mime.join('\r\n')).toString('base64') } },
});

export const FULL_SES_BULK = {
  ...SES_COMMON,
  DefaultEmailTags: [{ Name: 'campaign', Value: 'autumn' }],
  DefaultContent: {
    Template: {
      TemplateName: 'd-hours',
      TemplateData: '{"place":"our office"}',
      Headers: [{ Name: 'X-Campaign', Value: 'autumn' }],
      Attachments: [SES_FILE],
    },
  },
  BulkEmailEntries: [
    {
      Destination: SES_DESTINATION,
      ReplacementTags: [{ Name: 'wave', Value: 'one' }],
      ReplacementEmailContent: {
        ReplacementTemplate: { ReplacementTemplateData: '{"place":"our house"}' },
      },
      ReplacementHeaders: [{ Name: 'X-Wave', Value: 'one' }],
    },
  ],
};

export const FULL_MAILGUN: Readonly<Record<string, string>> = {
  from: 'Clinic News <news@clinic.example>',
  to: 'Our reader <reader@mail.example>',
  cc: 'Our copy <copy@mail.example>',
  bcc: 'Our copy <blind@mail.example>',
  subject: 'Opening hours',
  text: 'We are open on Monday.',
  html: PAGE,
  'o:tag': 'news',
  'o:dkim': 'yes',
  'o:tracking': 'yes',
  'o:tracking-clicks': 'htmlonly',
  'o:require-tls': 'yes',
  'o:sending-ip': '192.0.2.1',
  'o:archive-to': 'https://clinic.example/archive',
  'h:X-Campaign': 'autumn',
  'h:Reply-To': 'Front desk <desk@clinic.example>',
  'v:wave': 'one',
  'recipient-variables': '{"reader@mail.example":{"place":"our office"}}',
};

export const FULL_MAILGUN_TEMPLATE: Readonly<Record<string, string>> = {
  from: 'Clinic News <news@clinic.example>',
  to: 'Our reader <reader@mail.example>',
  subject: 'Opening hours',
  template: 'd-hours',
  't:variables': '{"place":"our office"}',
  't:text': 'yes',
  'v:wave': 'one',
};

export const FULL_MAILGUN_MIME: Readonly<Record<string, string>> = {
  to: 'Our reader <reader@mail.example>',
  'o:tag': 'news',
  'v:wave': 'one',
};

const MANDRILL_MESSAGE = {
  html: PAGE,
  text: 'We are open on Monday.',
  subject: 'Opening hours',
  from_email: 'news@clinic.example',
  from_name: 'Clinic News',
  to: [{ email: 'reader@mail.example', name: 'Our reader', type: 'to' }],
  headers: { 'Reply-To': 'Front desk <desk@clinic.example>', 'X-Campaign': 'autumn' },
  important: false,
  track_opens: true,
  auto_text: true,
  view_content_link: true,
  bcc_address: 'blind@mail.example',
  tracking_domain: 'clinic.example',
  signing_domain: 'clinic.example',
  return_path_domain: 'clinic.example',
  merge: true,
  merge_language: 'mailchimp',
  global_merge_vars: [{ name: 'PLACE', content: 'our office' }],
  merge_vars: [{ rcpt: 'reader@mail.example', vars: [{ name: 'DAY', content: 'Monday' }] }],
  tags: ['news'],
  subaccount: 'clinic',
  google_analytics_domains: ['clinic.example'],
  google_analytics_campaign: 'autumn',
  metadata: { wave: 'one' },
  recipient_metadata: [{ rcpt: 'reader@mail.example', values: { user: 'two' } }],
  attachments: [{ type: 'text/plain', name: 'hours.txt', content: FILE }],
  images: [{ type: 'text/plain', name: 'picture', content: FILE }],
};
const MANDRILL_OUTER = { key: 'md-key', async: false, ip_pool: 'main' };

export const FULL_MANDRILL = { ...MANDRILL_OUTER, message: MANDRILL_MESSAGE };
export const FULL_MANDRILL_TEMPLATE = {
  ...MANDRILL_OUTER,
  template_name: 'hours-tags',
  template_content: [{ name: 'main', content: 'We are open' }],
  message: MANDRILL_MESSAGE,
};
export const FULL_MANDRILL_RAW = (mime: readonly string[]) => ({
  ...MANDRILL_OUTER,
  raw_message: mime.join('\r\n'),
  from_email: 'news@clinic.example',
  from_name: 'Clinic News',
  to: ['reader@mail.example'],
  tracking_domain: 'clinic.example',
  return_path_domain: 'clinic.example',
});

const POSTMARK_COMMON = {
  From: 'Clinic News <news@clinic.example>',
  To: 'Our reader <reader@mail.example>',
  Cc: 'Our copy <copy@mail.example>',
  Bcc: 'Our copy <blind@mail.example>',
  ReplyTo: 'Front desk <desk@clinic.example>',
  Tag: 'news',
  Metadata: { wave: 'one' },
  Headers: [{ Name: 'X-Campaign', Value: 'autumn' }],
  TrackOpens: true,
  TrackLinks: 'None',
  MessageStream: 'broadcast',
  Attachments: [
    { Name: 'hours.txt', Content: FILE, ContentType: 'text/plain', ContentID: 'cid:hours' },
  ],
};
export const FULL_POSTMARK = {
  ...POSTMARK_COMMON,
  Subject: 'Opening hours',
  TextBody: 'We are open on Monday.',
  HtmlBody: PAGE,
};
export const FULL_POSTMARK_TEMPLATE = {
  ...POSTMARK_COMMON,
  TemplateAlias: 'd-hours',
  TemplateModel: { place: 'our office', days: [{ name: 'Monday' }] },
  InlineCss: true,
};

const RESEND_COMMON = {
  from: 'Clinic News <news@clinic.example>',
  to: ['Our reader <reader@mail.example>'],
  cc: ['Our copy <copy@mail.example>'],
  bcc: ['Our copy <blind@mail.example>'],
  reply_to: ['Front desk <desk@clinic.example>'],
  subject: 'Opening hours',
  headers: { 'X-Campaign': 'autumn' },
  tags: [{ name: 'campaign', value: 'autumn' }],
  topic_id: 'topic',
  attachments: [
    { filename: 'hours.txt', content: FILE, content_type: 'text/plain', content_id: 'hours' },
  ],
};
export const FULL_RESEND = { ...RESEND_COMMON, text: 'We are open on Monday.', html: PAGE };
export const FULL_RESEND_TEMPLATE = {
  ...RESEND_COMMON,
  template: { id: 'd-hours', variables: { place: 'our office' } },
};

export const FULL_TWILIO: Readonly<Record<string, string>> = {
  To: '+12025550123',
  From: '+12025550100',
  MessagingServiceSid: `MG${'0'.repeat(32)}`,
  Body: 'We are open on Monday.',
  MediaUrl: 'https://files.clinic.example/2026/hours.png?v=3',
  ApplicationSid: `AP${'0'.repeat(32)}`,
  MaxPrice: '1',
  Attempt: '1',
  ContentRetention: 'retain',
  AddressRetention: 'retain',
  SmartEncoded: 'true',
  PersistentAction: 'geo:1,2',
  TrafficType: 'free',
  RiskCheck: 'enable',
};

export const FULL_MIME: readonly string[] = MIME;
