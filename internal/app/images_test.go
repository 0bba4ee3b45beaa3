package app

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// sellers are a market with two stores, and who runs them.
type sellers struct {
	*market
	north, south shop
	mine, theirs person
}

func startSelling(t *testing.T) sellers {
	t.Helper()
	m := start(t)
	s := sellers{market: m, north: m.shop(t, "north"), south: m.shop(t, "south")}
	s.mine, s.theirs = m.enter(t, m.resident(t, "mine")), m.enter(t, m.resident(t, "theirs"))
	_, err := m.pool.Exec(t.Context(), `INSERT INTO stores.members (store_id, user_id, role, added_at)
		VALUES ($1, $2, 'manager', now()), ($3, $4, 'manager', now())`, s.north.store.ID, s.mine.id, s.south.store.ID, s.theirs.id)
	must(t, err)
	return s
}

type imageJSON struct {
	URL   string
	Alt   string
	Width int
	Focus *struct{ X, Y int }
}

type productImagesJSON struct {
	Items []struct {
		ID         string
		Image      imageJSON
		VariantIDs []string
	}
	ProductVersion int
	StoreImageID   string
	Position       int
}

func somePNG(t *testing.T, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))))
	return b.Bytes()
}

// upload adds a picture to a store and returns its id.
func (m *market) upload(t *testing.T, who person, store string, content []byte) string {
	t.Helper()
	a := m.as(who, "POST", "/stores/"+store+"/images", string(content), "Content-Type", "image/png")
	want(t, "upload", a, http.StatusCreated, "")
	var made struct{ ID string }
	a.into(t, &made)
	return made.ID
}

func TestImagesOfAProduct(t *testing.T) {
	t.Parallel()
	s := startSelling(t)
	images := "/stores/north/catalog/products/" + s.north.shirt.String() + "/images"
	var list productImagesJSON
	attach := func(side int, more string) {
		t.Helper()
		id := s.upload(t, s.mine, "north", somePNG(t, side))
		a := s.as(s.mine, "POST", images, `{"storeImageId":"`+id+`"`+more+`}`)
		want(t, "attach", a, http.StatusOK, "")
		list = productImagesJSON{}
		a.into(t, &list)
	}
	attach(400, `,"alt":"the front","focus":{"x":10,"y":90},"variantIds":["`+s.north.shirtSmall.String()+`"]`)
	attach(500, `,"alt":"the back","position":0`)
	if len(list.Items) != 2 || list.Items[0].Image.Alt != "the back" || list.ProductVersion != 3 {
		t.Fatalf("the product has %+v", list)
	}

	t.Run("buyers see them", func(t *testing.T) {
		var seen struct {
			Images   []imageJSON
			Variants []struct {
				ID         string
				ImageIndex *int
			}
			Version int
		}
		// The answer of before may be two seconds old.
		eventually(t, 10*time.Second, func() bool {
			s.call("GET", "/products/"+s.north.shirt.String(), "").into(t, &seen)
			return len(seen.Images) == 2
		})
		if f := seen.Images[1].Focus; f == nil || f.X != 10 || f.Y != 90 || seen.Images[0].Focus != nil {
			t.Errorf("focus is %+v", f)
		}
		for _, v := range seen.Variants {
			if isSmall := v.ID == s.north.shirtSmall.String(); isSmall != (v.ImageIndex != nil) || isSmall && *v.ImageIndex != 1 {
				t.Errorf("variant %s shows %v", v.ID, v.ImageIndex)
			}
		}
		res, err := http.Get(s.url + seen.Images[0].URL)
		must(t, err)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "image/webp" {
			t.Errorf("GET %s = %d", seen.Images[0].URL, res.StatusCode)
		}
	})
	t.Run("what is another store's cannot be attached, or changed", func(t *testing.T) {
		theirs := s.upload(t, s.theirs, "south", somePNG(t, 600))
		body := `{"storeImageId":"` + theirs + `"}`
		for what, a := range map[string]answer{
			"a picture of theirs":                   s.as(s.mine, "POST", images, body),
			"a picture of theirs as the logo":       s.as(s.mine, "PUT", "/stores/north/logo", body),
			"a picture of theirs as the banner":     s.as(s.mine, "PUT", "/stores/north/banner", body),
			"on a product of theirs":                s.as(s.mine, "POST", strings.Replace(images, s.north.shirt.String(), s.south.shirt.String(), 1), body),
			"an image of ours, through their store": s.as(s.theirs, "DELETE", strings.Replace(images, "north", "south", 1)+"/"+list.Items[0].ID, ""),
			"an image of another product of ours":   s.as(s.mine, "DELETE", strings.Replace(images, s.north.shirt.String(), s.north.mug.String(), 1)+"/"+list.Items[0].ID, ""),
			"in an order":                           s.as(s.mine, "PUT", strings.TrimSuffix(images, "s")+"-order", `{"imageIds":["`+uuid.NewString()+`"]}`),
		} {
			if a.status != http.StatusNotFound {
				t.Errorf("%s: %d %s", what, a.status, a.body)
			}
		}
		a := s.as(s.mine, "PATCH", images+"/"+list.Items[0].ID, `{"variantIds":["`+s.south.mugVariant.String()+`"]}`)
		want(t, "a variant of theirs", a, http.StatusUnprocessableEntity, "product_invalid")
	})
	t.Run("what was taken away can be put back as it was", func(t *testing.T) {
		a := s.as(s.mine, "DELETE", images+"/"+list.Items[1].ID, "")
		want(t, "detach", a, http.StatusOK, "")
		var gone productImagesJSON
		a.into(t, &gone)
		if len(gone.Items) != 1 || gone.Position != 1 {
			t.Fatalf("detached: %s", a.body)
		}
		a = s.as(s.mine, "POST", images, fmt.Sprintf(`{"storeImageId":%q,"position":%d,"variantIds":[%q]}`, gone.StoreImageID, gone.Position, s.north.shirtSmall))
		want(t, "attach again", a, http.StatusOK, "")
		var back productImagesJSON
		a.into(t, &back)
		if len(back.Items) != 2 || !slices.Equal(back.Items[1].VariantIDs, []string{s.north.shirtSmall.String()}) {
			t.Errorf("attached again: %s", a.body)
		}
	})
}

func TestLogoAndBanner(t *testing.T) {
	t.Parallel()
	s := startSelling(t)
	id := s.upload(t, s.mine, "north", somePNG(t, 400))
	for _, spot := range []string{"logo", "banner"} {
		shown := func() *imageJSON {
			var st struct{ Logo, Banner *imageJSON }
			s.call("GET", "/stores/north", "").into(t, &st)
			return map[string]*imageJSON{"logo": st.Logo, "banner": st.Banner}[spot]
		}
		a := s.as(s.mine, "PUT", "/stores/north/"+spot, `{"storeImageId":"`+id+`","alt":"A lamp","focus":{"x":0,"y":100}}`)
		want(t, "set the "+spot, a, http.StatusOK, "")
		eventually(t, 10*time.Second, func() bool {
			img := shown()
			return img != nil && img.Alt == "A lamp" && img.Focus != nil && img.Focus.Y == 100
		})
		want(t, "remove the "+spot, s.as(s.mine, "DELETE", "/stores/north/"+spot, ""), http.StatusNoContent, "")
		eventually(t, 10*time.Second, func() bool { return shown() == nil })
		want(t, "remove it again", s.as(s.mine, "DELETE", "/stores/north/"+spot, ""), http.StatusNoContent, "")
	}
}

func TestUploadsAreRefused(t *testing.T) {
	t.Parallel()
	s := startSelling(t)
	var photo bytes.Buffer
	must(t, jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 300, 300)), nil))
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), 50000)
	header = append(binary.BigEndian.AppendUint32(header, 50000), 8, 6, 0, 0, 0)
	bomb := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	bomb = binary.BigEndian.AppendUint32(bomb, crc32.ChecksumIEEE(header))
	for name, tt := range map[string]struct {
		content []byte
		code    string
	}{
		"a PNG of 50000 x 50000":   {bomb, "image_too_large"},
		"a picture that is a page": {append(somePNG(t, 9), "<script>alert(1)</script>"...), "image_disguised"},
		"an SVG":                   {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "image_type_unsupported"},
		"a JPEG that ends early":   {photo.Bytes()[:photo.Len()/2], "image_invalid"},
		"more than 20 MB":          {make([]byte, 20<<20+1), "image_too_large"},
	} {
		a := s.as(s.mine, "POST", "/stores/north/images", string(tt.content), "Content-Type", "image/png")
		want(t, name, a, http.StatusUnprocessableEntity, tt.code)
	}
	t.Run("and not read from whom they are not taken", func(t *testing.T) {
		body := &countedReader{}
		req, err := http.NewRequest(http.MethodPost, s.url+"/api/v1/stores/north/images", body)
		must(t, err)
		req.Header.Set("Authorization", "Bearer "+s.theirs.token)
		req.Header.Set("Content-Type", "image/png")
		req.Header.Set("Expect", "100-continue")
		client := http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
		defer client.CloseIdleConnections()
		res, err := client.Do(req)
		must(t, err)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusNotFound || body.n > 0 {
			t.Errorf("got %d after %d bytes", res.StatusCode, body.n)
		}
	})
}

type countedReader struct{ n int }

func (c *countedReader) Read(p []byte) (int, error) { c.n += len(p); return len(p), nil }

// TestPicturesAreSwept fails for a column with a picture that the sweep does not
// know: what it shows would be thrown away. See openLibrary.
func TestPicturesAreSwept(t *testing.T) {
	t.Parallel()
	m := start(t)
	known := map[string]string{
		"catalog.images.media_key": "catalog.PicturesInUse",
		"catalog.products.image":   "the first of catalog.images",
		"stores.stores.logo":       "stores.PicturesInUse",
		"stores.stores.banner":     "stores.PicturesInUse",
		"orders.items.image":       "orders.PicturesInUse",
		"media.images.media_key":   "the library itself",
	}
	rows, err := m.pool.Query(t.Context(), `SELECT table_schema || '.' || table_name || '.' || column_name FROM information_schema.columns
		WHERE column_name = 'media_key' OR data_type = 'jsonb' AND column_name ~ 'image|picture|logo|banner|photo'`)
	must(t, err)
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	for _, column := range found {
		if known[column] == "" {
			t.Errorf("%s holds pictures: tell the sweep what it shows, in openLibrary, and then this test", column)
		}
	}
	if len(found) != len(known) {
		t.Errorf("found %v, know %v", found, known)
	}
}

func TestSweepKeepsWhatIsShown(t *testing.T) {
	t.Parallel()
	s := startSelling(t)
	order := s.placeOne(t, s.cart(t, s.north.mugVariant))
	for sql, arg := range map[string]any{
		`INSERT INTO catalog.images (id, product_id, position, media_key, width, height) VALUES (gen_random_uuid(), $1, 0, 'product', 1, 1)`: s.north.mug,
		`UPDATE stores.stores SET logo = '{"key":"logo"}', banner = '{"key":"banner"}' WHERE id = $1`:                                        s.south.store.ID,
		`UPDATE orders.items SET image = '{"key":"sold"}' WHERE order_id = $1`:                                                               order.OrderID,
	} {
		_, err := s.pool.Exec(t.Context(), sql, arg)
		must(t, err)
	}
	keys := []string{"product", "logo", "banner", "sold", "nothing"}
	var used []string
	for _, uses := range s.built(t).library.Uses {
		list, err := uses(t.Context(), keys)
		must(t, err)
		used = append(used, list...)
	}
	slices.Sort(used)
	if want := []string{"banner", "logo", "product", "sold"}; !slices.Equal(used, want) {
		t.Errorf("in use are %v, want %v", used, want)
	}
}
