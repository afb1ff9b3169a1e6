import type { KeyUse } from '../ports/key-use.ts';
import { errorClass, type Log } from '../ports/log.ts';

/** Notes that a key was used. That it could not be noted keeps nobody from using it. */
export async function noteUse(
  keyId: string,
  { keyUse, log }: { readonly keyUse: KeyUse; readonly log: Log },
): Promise<void> {
  try {
    await keyUse.note(keyId);
  } catch (error) {
    log.write({
      event: 'work.failed',
      work: 'note-use',
      errorClass: errorClass(error),
      attempt: 1,
    });
  }
}
