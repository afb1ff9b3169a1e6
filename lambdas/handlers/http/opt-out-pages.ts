/** Pages for recipients. They name nobody: whoever has the link may not be whom it was sent to. */

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body{font:1.1rem/1.5 sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.6rem 1.2rem}</style>
<h1>${title}</h1>
${body}
</html>
`;
}

/** Posts to its own address what a mail program posts by itself (RFC 8058). */
export const ASK_PAGE = page(
  'Stop these messages?',
  `<p>You will get no more messages of this kind.</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">
<button>Unsubscribe</button></form>`,
);

export const DONE_PAGE = page(
  'You are unsubscribed',
  '<p>You will get no more messages of this kind. It may be that one was on its way already.</p>',
);

export const UNKNOWN_PAGE = page(
  'This link does not work',
  '<p>It may have been cut short. Open it again from the message, or reply to the message and say that you want no more.</p>',
);

export const LATER_PAGE = page(
  'Please try again in a minute',
  '<p>Your wish could not be recorded just now.</p>',
);
