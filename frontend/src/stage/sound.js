// A tick for each name and a chord for the last one, made here: nothing to download. Off until somebody asks for it.
export class Sound {
  toggle() {
    this.on = !this.on;
    if (this.on && !this.context) this.context = new AudioContext();
    return this.on;
  }

  tick() {
    this.play(880, 0.04, 0.05);
  }

  chime() {
    [523.25, 659.25, 783.99].forEach((pitch, i) => this.play(pitch, 1.2, 0.12, i * 0.09));
  }

  play(pitch, seconds, loudness, delay = 0) {
    if (!this.on) return;
    const from = this.context.currentTime + delay;
    const tone = this.context.createOscillator(), gain = this.context.createGain();
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(loudness, from);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + seconds);
    tone.connect(gain).connect(this.context.destination);
    tone.start(from);
    tone.stop(from + seconds);
  }
}
