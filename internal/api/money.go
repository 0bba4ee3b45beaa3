package api

import (
	"rialto/internal/api/internal/oas"
	"rialto/internal/media"
	"rialto/internal/money"
)

func moneyToAPI(a money.Amount) oas.Money { return oas.Money{Amount: a.Minor, Currency: a.Currency} }

func optMoneyToAPI(a *money.Amount) oas.OptMoney {
	if a == nil {
		return oas.OptMoney{}
	}
	return oas.NewOptMoney(moneyToAPI(*a))
}

func imageToAPI(img media.Image) oas.Image {
	out := oas.Image{Alt: img.Alt, Width: img.Width, Height: img.Height, Sources: []oas.ImageSourcesItem{}}
	if img.Focus != nil {
		out.Focus = oas.NewOptImageFocus(oas.ImageFocus{X: img.Focus.X, Y: img.Focus.Y})
	}
	for _, r := range media.Renditions(img) {
		out.Sources = append(out.Sources, oas.ImageSourcesItem{URL: r.URL, Width: r.Width})
		out.URL = r.URL
	}
	return out
}

func optImageToAPI(img *media.Image) oas.OptImage {
	if img == nil {
		return oas.OptImage{}
	}
	return oas.NewOptImage(imageToAPI(*img))
}

func optStringToAPI(s string) oas.OptString {
	if s == "" {
		return oas.OptString{}
	}
	return oas.NewOptString(s)
}

// nilStringToAPI makes null of an empty string.
func nilStringToAPI(s string) oas.NilString {
	if s == "" {
		return oas.NilString{Null: true}
	}
	return oas.NewNilString(s)
}
