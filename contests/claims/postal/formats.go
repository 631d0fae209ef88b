package postal

import "regexp"

// How lines follow on a label.
const (
	codeFirst  = "name|line1|line2|postcode city"        // France and its neighbours
	codeLast   = "name|line1|line2|city|region postcode" // after the town
	codeBelow  = "name|line1|line2|city|postcode"
	landmarks  = "name|quarter|line1|line2|city" // no postal code, and streets that few know by name
	plainOrder = "name|line1|line2|postcode city|region"
)

// street is an address by number and street, with what its country needs of code and region.
func street(code, region Need) map[Field]Need {
	return map[Field]Need{
		Name: Required, Line1: Required, Line2: Optional, Code: code, City: Required, Region: region, Phone: Optional,
	}
}

// byLandmark is an address that a carrier finds by asking: quarter, landmark and a number to call.
func byLandmark() Format {
	return Format{
		fields: map[Field]Need{Name: Required, Quarter: Required, Line1: Optional, City: Required, Phone: Required},
		order:  landmarks,
	}
}

func coded(pattern, example, order string, region Need) Format {
	return Format{fields: street(Required, region), code: regexp.MustCompile("^(?:" + pattern + ")$"), Example: example, order: order}
}

// maybeCoded is of countries that have postal codes which many people do not know.
func maybeCoded(pattern, example, order string) Format {
	f := coded(pattern, example, order, Absent)
	f.fields[Code] = Optional
	return f
}

// formats are the countries of the table.
var formats = map[string]Format{
	"FR": coded(`\d{5}`, "29200", codeFirst, Absent),
	"GP": coded(`971\d\d`, "97110", codeFirst, Absent),
	"MQ": coded(`972\d\d`, "97200", codeFirst, Absent),
	"GF": coded(`973\d\d`, "97300", codeFirst, Absent),
	"RE": coded(`974\d\d`, "97400", codeFirst, Absent),
	"PM": coded(`975\d\d`, "97500", codeFirst, Absent),
	"YT": coded(`976\d\d`, "97600", codeFirst, Absent),
	"PF": coded(`987\d\d`, "98714", codeFirst, Absent),
	"NC": coded(`988\d\d`, "98800", codeFirst, Absent),
	"MC": coded(`980\d\d`, "98000", codeFirst, Absent),
	"BE": coded(`[1-9]\d{3}`, "1000", codeFirst, Absent),
	"CH": coded(`[1-9]\d{3}`, "1201", codeFirst, Absent),
	"LU": coded(`(L-)?[1-9]\d{3}`, "1111", codeFirst, Absent),
	"DE": coded(`\d{5}`, "10115", codeFirst, Absent),
	"AT": coded(`[1-9]\d{3}`, "1010", codeFirst, Absent),
	"NL": coded(`[1-9]\d{3} ?[A-Z]{2}`, "1012 AB", codeFirst, Absent),
	"ES": coded(`\d{5}`, "28001", codeFirst, Absent),
	"IT": coded(`\d{5}`, "00118", codeFirst, Absent),
	"PT": coded(`[1-9]\d{3}-?\d{3}`, "1000-001", codeFirst, Absent),
	"GB": coded(`[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}`, "SW1A 1AA", codeBelow, Absent),
	"IE": maybeCoded(`[A-Z]\d[\dW] ?[A-Z\d]{4}`, "D02 AF30", codeBelow),
	"CA": coded(`[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d`, "H2X 1Y4", codeLast, Required),
	"US": coded(`\d{5}(-\d{4})?`, "10001", codeLast, Required),

	"MU": maybeCoded(`\d{5}`, "11328", codeBelow),
	"MG": maybeCoded(`\d{3}`, "101", codeFirst),
	"MA": coded(`\d{5}`, "20000", codeFirst, Absent),
	"TN": coded(`\d{4}`, "1000", codeFirst, Absent),
	"DZ": coded(`\d{5}`, "16000", codeFirst, Absent),

	"SN": byLandmark(),
	"CI": byLandmark(),
	"ML": byLandmark(),
	"BF": byLandmark(),
	"BJ": byLandmark(),
	"TG": byLandmark(),
	"NE": byLandmark(),
	"GN": byLandmark(),
	"CM": byLandmark(),
	"GA": byLandmark(),
	"CG": byLandmark(),
	"CD": byLandmark(),
}
