// Puts a campaign into a page of another site:
//
//   <div style="min-height:600px"><script async src="https://…/embed.js" data-show="/fr/p/gout" data-title="…" data-height="600"></script></div>
//
// The frame stands where the script stands. It is as high as its campaign says, between 80 and 3000 pixels; only its own
// window is believed, and only while it shows our pages. Where nothing is heard, the campaign may not be shown on this
// site, and a link stands there instead.
(() => {
  const script = document.currentScript;
  const data = script && script.dataset;
  if (!data || !/^\/(fr|en)\/[pcs]\/[a-z0-9-]+$/.test(data.show || "")) return;
  const home = new URL(script.src).origin;
  const frame = document.createElement("iframe");
  frame.src = home + data.show.replace(/^\/(fr|en)\//, "/$1/embed/");
  frame.title = data.title || "Kermesse";
  frame.loading = "lazy";
  frame.setAttribute("sandbox", "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  frame.style.cssText = "display:block;width:100%;border:0;height:" + (Number(data.height) || 600) + "px";

  let heard = false;
  addEventListener("message", (event) => {
    if (event.origin !== home || event.source !== frame.contentWindow || !event.data || event.data.kermesse !== "height") return;
    heard = true;
    const height = Number(event.data.height);
    if (height > 0) frame.style.height = Math.min(3000, Math.max(80, height)) + "px";
  });
  frame.addEventListener("load", () => {
    setTimeout(() => {
      if (heard) return;
      const link = document.createElement("a");
      link.href = home + data.show;
      link.textContent = data.title || home;
      frame.replaceWith(link);
    }, 3000);
  });
  script.after(frame);
})();
