// Paper that flies for three and a half seconds.
const FLY_MS = 3500;
const BITS = 90;

export function confetti(box) {
  const canvas = document.createElement("canvas");
  canvas.className = "confetti";
  canvas.setAttribute("aria-hidden", "true");
  box.append(canvas);
  const width = (canvas.width = box.clientWidth), height = (canvas.height = box.clientHeight);
  const context = canvas.getContext("2d");
  const style = getComputedStyle(document.documentElement);
  const colours = ["--on-fill", "--sun", "--sea"].map((name) => style.getPropertyValue(name).trim());
  const bits = Array.from({ length: BITS }, (_, i) => ({
    x: width / 2, y: height * 0.45, vx: (Math.random() - 0.5) * width / 60, vy: -Math.random() * height / 45 - 2,
    size: 5 + Math.random() * 7, angle: Math.random() * 6, colour: colours[i % colours.length],
  }));
  const start = performance.now();
  requestAnimationFrame(function fly(now) {
    context.clearRect(0, 0, width, height);
    bits.forEach((bit) => {
      bit.x += bit.vx;
      bit.y += bit.vy;
      bit.vy += height / 4500;
      bit.angle += 0.1;
      context.save();
      context.translate(bit.x, bit.y);
      context.rotate(bit.angle);
      context.fillStyle = bit.colour;
      context.fillRect(-bit.size / 2, -bit.size / 4, bit.size, bit.size / 2);
      context.restore();
    });
    if (now - start < FLY_MS) requestAnimationFrame(fly);
    else canvas.remove();
  });
}
