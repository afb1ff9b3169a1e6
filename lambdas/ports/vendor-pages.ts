/** Pages of a vendor that verification needs. The URL has been pinned to the vendor's hosts by its scheme. */
export interface VendorPages {
  /**
   * The certificate at a URL, PEM.
   *
   * @throws when there is none now: the webhook is then not refused but asked for again.
   */
  certificate(url: string): Promise<string>;
  /**
   * Visits a URL, as a handshake asks. Redirects are not followed.
   *
   * @throws unless it is answered with a success.
   */
  visit(url: string): Promise<void>;
}
