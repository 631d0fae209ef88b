package kept

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"

	"github.com/valyala/fasthttp"
)

// brotliLevel gives most of what brotli can within a millisecond: pages are made anew all
// the time, unlike the files that are compressed when the program is built.
const brotliLevel = 5

func brotliOf(text []byte) []byte { return fasthttp.AppendBrotliBytesLevel(nil, text, brotliLevel) }

// deflate compresses each piece for itself, up to the end of a byte: none refers to another,
// so that they may stand in any order and with anything between them (RFC 1951, 3.2.4).
func deflate(pieces [][]byte) [][]byte {
	deflated := make([][]byte, len(pieces))
	w, _ := flate.NewWriter(nil, flate.DefaultCompression) // the level is valid
	for i, piece := range pieces {
		var out bytes.Buffer
		w.Reset(&out)
		_, _ = w.Write(piece)
		_ = w.Flush()
		deflated[i] = out.Bytes()
	}
	return deflated
}

// maxStored is what one stored block holds.
const maxStored = 1<<16 - 1

// The beginning and the end of a member of gzip (RFC 1952): no time, no name; a last block
// that is empty.
var (
	zipHead = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}
	zipLast = []byte{1, 0, 0, 0xff, 0xff}
)

// join writes a page as one member of gzip: the compressed pieces as they are, and between
// them, as stored blocks, what belongs to the visitor.
func join(p *Page, deflated [][]byte, fill []Fill, write func([]byte)) {
	var sum, length uint32
	count := func(text []byte) {
		sum, length = crc32.Update(sum, crc32.IEEETable, text), length+uint32(len(text))
	}
	var scratch [8]byte
	write(zipHead)
	p.walk(fill, func(piece int) {
		count(p.pieces[piece])
		write(deflated[piece])
	}, func(text []byte) {
		count(text)
		for len(text) > 0 {
			n := min(len(text), maxStored)
			block := append(scratch[:0], 0)
			block = binary.LittleEndian.AppendUint16(block, uint16(n))
			write(binary.LittleEndian.AppendUint16(block, ^uint16(n)))
			write(text[:n])
			text = text[n:]
		}
	})
	write(zipLast)
	end := binary.LittleEndian.AppendUint32(scratch[:0], sum)
	write(binary.LittleEndian.AppendUint32(end, length))
}
