// A campaign in a frame tells the page around it how high it is, and nothing else. The page believes it only from the
// frame that it has made itself.
if (window.parent !== window) {
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    window.parent.postMessage({ kermesse: "height", height }, "*");
  };
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
}
