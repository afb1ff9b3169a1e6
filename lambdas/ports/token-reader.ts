/** Opening tokens: the function that reveals them alone. */
export interface TokenReader {
  /**
   * @param entityId the covered entity on whose behalf the asker acts
   * @returns what the token stands for, or undefined when there is no such token of this entity
   * @throws when what is stored is not what was sealed, or a service does not answer
   */
  reveal(entityId: string, token: string): Promise<string | undefined>;
}
