/** The module of the thread that reads documents where sources run; in AWS it is bundled. */
export const SOURCE_READING_THREAD = new URL('./reading-thread.mjs', import.meta.url);
