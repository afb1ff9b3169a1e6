/**
 * `ArrayBuffer.prototype.transferToFixedLength` (ECMA-262, 2024), which PDF.js calls for every font and Node has from
 * version 21 on. The old buffer is not detached: nobody looks at it again.
 */
if (!('transferToFixedLength' in ArrayBuffer.prototype)) {
  Reflect.defineProperty(ArrayBuffer.prototype, 'transferToFixedLength', {
    value(this: ArrayBuffer, length: number = this.byteLength): ArrayBuffer {
      const fresh = new ArrayBuffer(length);
      new Uint8Array(fresh).set(new Uint8Array(this, 0, Math.min(length, this.byteLength)));
      return fresh;
    },
    configurable: true,
    writable: true,
  });
}
