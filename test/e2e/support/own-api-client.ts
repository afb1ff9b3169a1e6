import { IN_EACH } from './phi-places.ts';
import type { SenderClient } from './sender-clients.ts';
import { bytesOf } from './sent-mail.ts';

/** Cordon's own API has no client but `fetch`. */
export const OWN_API: SenderClient = {
  name: 'Cordon’s own API',
  api: 'Cordon',
  ...{ unknownKey: 401, byPolicy: 422 },
  carries: [...IN_EACH, 'metadata', 'a substitution'],
  async send({ key, baseUrl }, mail) {
    const answer = await fetch(`${baseUrl}/v1/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        channel: 'email',
        from: mail.from,
        to: [{ address: mail.to, name: mail.toName, variables: { extra: mail.substitution } }],
        subject: mail.subject,
        text: `${mail.text} {{extra}}`,
        html: mail.html,
        headers: { 'X-Campaign': mail.header },
        metadata: { own: mail.metadata, kind: mail.tag },
        attachments: [
          {
            ...{ filename: mail.file.name, contentType: mail.file.type },
            content: bytesOf(mail).toString('base64'),
          },
        ],
      }),
    });
    const said = await answer.text();
    return { kind: answer.ok ? 'accepted' : 'refused', status: answer.status, said };
  },
};
