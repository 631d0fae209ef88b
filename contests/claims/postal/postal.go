// Package postal tells how an address is written in a country: which fields it has, which
// of them a parcel needs, and in which order a label shows them. It computes from its
// arguments alone.
//
// The table is small and ours: the countries where prizes of this house go most, by the
// sheets of the Universal Postal Union (upu.int, “Addressing”, read in November 2026). Every
// other country gets a format that asks for little and refuses nothing.
package postal

import (
	"regexp"
	"slices"
	"strings"
)

// Field names a part of an address. Forms, the API and files call it so.
type Field string

// The fields, in the order in which forms ask for them.
const (
	Name    Field = "name"    // whom the parcel is for
	Line1   Field = "line1"   // number and street, villa, building
	Line2   Field = "line2"   // flat, floor, company
	Quarter Field = "quarter" // neighbourhood and landmark, where streets have no names
	Code    Field = "postcode"
	City    Field = "city"
	Region  Field = "region" // state, province
	Phone   Field = "phone"  // for the carrier alone
)

// Need is whether a field of a country must be filled.
type Need int

// The needs.
const (
	Absent Need = iota // not asked
	Optional
	Required
)

// Format is how an address is written in a country.
type Format struct {
	Country string // ISO 3166-1 alpha-2
	fields  map[Field]Need
	code    *regexp.Regexp // of the postal code, capitals; nil: any
	Example string         // of a postal code; empty: there is none
	order   string         // of a label: one line for each part between bars
}

// Address is somebody's address. Values are lines of text, as they were typed.
type Address struct {
	Country string
	Values  map[Field]string
}

// Trouble is what is wrong with a field.
type Trouble struct {
	Field   Field
	Missing bool // else it is not a postal code of the country
}

var allFields = []Field{Name, Line1, Line2, Quarter, Code, City, Region, Phone}

// Fields lists the fields that a country has, in the order of a form.
func (f Format) Fields() []Field {
	var fields []Field
	for _, field := range allFields {
		if f.fields[field] != Absent {
			fields = append(fields, field)
		}
	}
	return fields
}

// Needs tells whether a field is asked for, and whether it must be filled.
func (f Format) Needs(field Field) Need { return f.fields[field] }

// Of returns the format of a country; a country that is not in the table has the plain one.
func Of(country string) Format {
	if f, ok := formats[country]; ok {
		f.Country = country
		return f
	}
	plain := Format{Country: country, fields: street(Optional, Optional), order: plainOrder}
	return plain
}

// Known lists the countries of the table, sorted.
func Known() []string {
	codes := make([]string, 0, len(formats))
	for code := range formats {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// Check returns an address without what its country does not ask for, and everything that
// is wrong with it, in the order of the form.
func (a Address) Check() (Address, []Trouble) {
	f := Of(a.Country)
	out := Address{Country: f.Country, Values: map[Field]string{}}
	var wrong []Trouble
	for _, field := range f.Fields() {
		value := strings.TrimSpace(a.Values[field])
		if field == Code {
			value = strings.ToUpper(value)
		}
		switch {
		case value == "" && f.Needs(field) == Required:
			wrong = append(wrong, Trouble{Field: field, Missing: true})
		case value != "" && field == Code && f.code != nil && !f.code.MatchString(value):
			wrong = append(wrong, Trouble{Field: field})
		case value != "":
			out.Values[field] = value
		}
	}
	return out, wrong
}

// Label is the address as it stands on a parcel, without the country and the telephone
// number: one line for each that is not empty.
func (a Address) Label() []string {
	var lines []string
	for _, line := range strings.Split(Of(a.Country).order, "|") {
		var parts []string
		for _, field := range strings.Fields(line) {
			if value := a.Values[Field(field)]; value != "" {
				parts = append(parts, value)
			}
		}
		if len(parts) > 0 {
			lines = append(lines, strings.Join(parts, " "))
		}
	}
	return lines
}
