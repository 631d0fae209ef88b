package handlers

import (
	"kermesse/contests"
	"kermesse/contests/instant"
)

type codeRulesBody struct {
	Required bool   `json:"required,omitempty" doc:"Nobody enters without a code; else it adds tickets."`
	Tickets  int    `json:"tickets,omitempty" minimum:"0" maximum:"1000" doc:"That each code gives; 1 if left out."`
	Where    string `json:"where,omitempty" maxLength:"120" doc:"Where to find a code, shown below the field."`
}

type instantRulesBody struct {
	Mode         string             `json:"mode,omitempty" enum:"moments,everyone" doc:"By sealed moments, or every play wins as long as there are prizes."`
	Dress        string             `json:"dress,omitempty" enum:"plain,wheel,scratch" doc:"How a result is shown that is decided already."`
	FromHour     int                `json:"from_hour,omitempty" minimum:"0" maximum:"23" doc:"Of the day, in the contest's zone: no moment lies before it."`
	ToHour       int                `json:"to_hour,omitempty" minimum:"0" maximum:"24" doc:"Nor from this hour on; 24 if left out."`
	WaitMinutes  int                `json:"wait_minutes,omitempty" minimum:"0" maximum:"10080" doc:"How long a moment waits for a play; until one comes if left out."`
	Daily        bool               `json:"daily,omitempty" doc:"A person plays once a day; else once."`
	WinnersLeave bool               `json:"winners_leave_draw,omitempty" doc:"Who has won does not take part in the draw."`
	Prizes       []instantPrizeBody `json:"prizes" minItems:"1" maxItems:"50"`
}

type instantPrizeBody struct {
	Name  string `json:"name"`
	Units int    `json:"units" minimum:"1" maximum:"10000"`
	Value *money `json:"value,omitempty"`

	Handing *handingBody `json:"handing,omitempty" doc:"How it gets to its winner. Left out: as agreed with them."`
}

func (b *codeRulesBody) rules() *contests.CodeRules {
	if b == nil {
		return nil
	}
	return &contests.CodeRules{Required: b.Required, Tickets: b.Tickets, Where: b.Where}
}

func codeRulesBodyOf(r *contests.CodeRules) *codeRulesBody {
	if r == nil {
		return nil
	}
	return &codeRulesBody{Required: r.Required, Tickets: r.Tickets, Where: r.Where}
}

func (b *instantRulesBody) rules() *contests.InstantRules {
	if b == nil {
		return nil
	}
	r := &contests.InstantRules{
		Mode: instant.Mode(b.Mode), Dress: contests.InstantDress(b.Dress), FromHour: b.FromHour, ToHour: b.ToHour,
		WaitMinutes: b.WaitMinutes, Daily: b.Daily, WinnersLeave: b.WinnersLeave,
	}
	for _, p := range b.Prizes {
		prize := contests.InstantPrize{Name: p.Name, Units: p.Units, Handing: p.Handing.handing()}
		if p.Value != nil {
			prize.ValueMinor, prize.Currency = p.Value.AmountMinor, p.Value.Currency
		}
		r.Prizes = append(r.Prizes, prize)
	}
	return r
}

func instantRulesBodyOf(r *contests.InstantRules) *instantRulesBody {
	if r == nil {
		return nil
	}
	b := &instantRulesBody{
		Mode: string(r.Mode), Dress: string(r.Dress), FromHour: r.FromHour, ToHour: r.ToHour, WaitMinutes: r.WaitMinutes,
		Daily: r.Daily, WinnersLeave: r.WinnersLeave,
	}
	for _, p := range r.Prizes {
		prize := instantPrizeBody{Name: p.Name, Units: p.Units, Handing: tellHanding(p.Handing)}
		if p.ValueMinor > 0 {
			prize.Value = &money{p.ValueMinor, p.Currency}
		}
		b.Prizes = append(b.Prizes, prize)
	}
	return b
}
