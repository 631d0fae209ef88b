// Reads QR codes where the browser does not by itself. Loaded on the first use of the camera, never before.
import decodeQR from "../vendor/node_modules/qr/decode.js";

/** The text of the code in a picture, undefined where there is none. */
export function read(picture) {
  try {
    return decodeQR(picture);
  } catch {
    return undefined; // no code, or one that is half outside of the picture
  }
}
