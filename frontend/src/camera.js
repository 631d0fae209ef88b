// The camera as a reader of codes: by the browser's own detector where it has one, else by a decoder that is loaded then.
const LOOK_MS = 150;
const WIDE = 640; // pixels are enough for a code that fills a third of the picture

async function detector(address) {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const codes = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await codes.detect(video))[0]?.rawValue;
  }
  const decoder = await import(address);
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDE / video.videoWidth);
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    return decoder.read(brush.getImageData(0, 0, canvas.width, canvas.height));
  };
}

export const hasCamera = () => Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);

/**
 * Shows the camera in a video until a code is read or stopped is called with nothing.
 * @returns {Promise<string|undefined>} throws where there is no camera, or it is not allowed
 */
export async function readCode(video, decoder, whenStopped) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  let stopped = false;
  whenStopped(() => { stopped = true; });
  try {
    video.srcObject = stream;
    await video.play();
    const look = await detector(decoder);
    while (!stopped && document.contains(video)) {
      const text = video.videoWidth ? await look(video) : undefined;
      if (text) return text;
      await new Promise((next) => setTimeout(next, LOOK_MS));
    }
    return undefined;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
  }
}
