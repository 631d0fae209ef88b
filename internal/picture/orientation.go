package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orient is how a camera was held, as Exif numbers it (tag 0x0112): what must be done to
// the pixels so that up is up.
type orient uint16

const upright orient = 1

// lies reports whether width and height are exchanged.
func (o orient) lies() bool { return o >= 5 }

// turn makes the view upright.
func turn(view *image.RGBA, o orient) *image.RGBA {
	if o == upright {
		return view
	}
	w, h := view.Bounds().Dx(), view.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if o.lies() {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			out.SetRGBA(x, y, view.RGBAAt(o.source(x, y, w, h)))
		}
	}
	return out
}

// source is where the pixel at x, y of the upright view lies in the stored one, of
// width w and height h.
func (o orient) source(x, y, w, h int) (int, int) {
	switch o {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}

// orientation reads the Exif orientation of a JPEG file; a file that has none, or a
// broken one, is upright.
func orientation(data []byte) orient {
	const start, app1, scan = 0xd8, 0xe1, 0xda
	if len(data) < 2 || data[0] != 0xff || data[1] != start {
		return upright
	}
	data = data[2:]
	for len(data) >= 4 && data[0] == 0xff && data[1] != scan {
		length := int(binary.BigEndian.Uint16(data[2:]))
		if length < 2 || 2+length > len(data) {
			return upright
		}
		if body, ok := bytes.CutPrefix(data[4:2+length], []byte("Exif\x00\x00")); ok && data[1] == app1 {
			return tiffOrientation(body)
		}
		data = data[2+length:]
	}
	return upright
}

// tiffOrientation looks the tag up in the first directory of a TIFF header.
func tiffOrientation(tiff []byte) orient {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return upright
	}
	const tag, entrySize = 0x0112, 12
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entrySize {
			return upright
		}
		if order.Uint16(entries) == tag {
			if o := orient(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return upright
		}
		entries = entries[entrySize:]
	}
	return upright
}
