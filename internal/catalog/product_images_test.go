package catalog_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/media"
)

// own makes a picture the store's and returns its id; no file is behind it.
func (s *shop) own(t *testing.T, key string) (id uuid.UUID) {
	t.Helper()
	check(t, db.InTx(t.Context(), s.pool, func(tx db.Tx) (err error) {
		id, err = media.KeepTx(t.Context(), tx, s.store, media.Image{Key: key, Width: 3, Height: 2}, s.now())
		return err
	}))
	return id
}

// album is a product with images and what is done to them.
type album struct {
	*shop
	edit catalog.ImageEdit
	ids  map[string]uuid.UUID // of variants
}

func (s *shop) album(t *testing.T, keys ...string) *album {
	t.Helper()
	product := s.put(t, s.sizes("Shirt", "S", "M")).ProductID
	a := &album{s, catalog.ImageEdit{Actor: uuid.New(), StoreID: s.store, ProductID: product}, map[string]uuid.UUID{}}
	for _, v := range s.product(t, product).Variants {
		a.ids[v.Options[0]] = v.ID
	}
	for _, k := range keys {
		a.attach(t, catalog.AttachImageInput{StoreImageID: s.own(t, k)})
	}
	return a
}

func (a *album) attach(t *testing.T, in catalog.AttachImageInput) catalog.ProductImages {
	t.Helper()
	in.ImageEdit = a.edit
	images, err := a.AttachImage(t.Context(), in)
	check(t, err)
	return images
}

// id is that of the image with a key.
func (a *album) id(t *testing.T, key string) uuid.UUID {
	t.Helper()
	images, err := a.Images(t.Context(), a.edit.StoreID, a.edit.ProductID)
	check(t, err)
	for _, i := range images.Items {
		if i.Image.Key == key {
			return i.ID
		}
	}
	t.Fatalf("there is no image %s in %v", key, images)
	return uuid.Nil
}

// wantAlbum compares the keys of the images, with the sizes that show them, with
// what merchants and buyers see.
func (a *album) want(t *testing.T, want string) {
	t.Helper()
	images, err := a.Images(t.Context(), a.edit.StoreID, a.edit.ProductID)
	check(t, err)
	var got []string
	for _, i := range images.Items {
		text := i.Image.Key
		for _, size := range []string{"S", "M"} {
			if slices.Contains(i.VariantIDs, a.ids[size]) {
				text += size
			}
		}
		got = append(got, text)
	}
	wantEqual(t, "images", strings.Join(got, " "), want)
	p := a.product(t, a.edit.ProductID)
	var seen []string
	for i, img := range p.Images {
		text := img.Key
		for _, v := range p.Variants {
			if v.Image != nil && *v.Image == i {
				text += v.Options[0]
			}
		}
		seen = append(seen, text)
	}
	wantEqual(t, "images that buyers see", strings.Join(seen, " "), want)
	wantEqual(t, "version", images.Version, p.Version)
	var listed *string
	check(t, a.pool.QueryRow(t.Context(), "SELECT image->>'key' FROM catalog.products WHERE id = $1", p.ID).Scan(&listed))
	if first := ""; len(p.Images) > 0 {
		if first = p.Images[0].Key; listed == nil || *listed != first {
			t.Errorf("lists do not show %s", first)
		}
	} else if listed != nil {
		t.Errorf("lists show %s", *listed)
	}
}

func TestProductImages(t *testing.T) {
	t.Parallel()
	t.Run("variants go with their images", func(t *testing.T) {
		t.Parallel()
		a := setup(t).album(t, "a", "b")
		a.attach(t, catalog.AttachImageInput{StoreImageID: a.own(t, "c"), VariantIDs: []uuid.UUID{a.ids["S"]}})
		a.want(t, "a b cS")
		_, err := a.ChangeImage(t.Context(), catalog.ChangeImageInput{ImageEdit: a.edit, ImageID: a.id(t, "a"), VariantIDs: []uuid.UUID{a.ids["M"]}})
		check(t, err)
		a.want(t, "aM b cS")
		_, err = a.OrderImages(t.Context(), a.edit, []uuid.UUID{a.id(t, "c"), a.id(t, "b"), a.id(t, "a")})
		check(t, err)
		a.want(t, "cS b aM")
		zero := 0
		a.attach(t, catalog.AttachImageInput{StoreImageID: a.own(t, "d"), Position: &zero})
		a.want(t, "d cS b aM")
		gone, err := a.DetachImage(t.Context(), a.edit, a.id(t, "c"))
		check(t, err)
		a.want(t, "d b aM")
		_, err = a.DetachImage(t.Context(), a.edit, a.id(t, "d"))
		check(t, err)
		a.want(t, "b aM")
		a.attach(t, catalog.AttachImageInput{StoreImageID: gone.StoreImageID, Position: &zero, VariantIDs: gone.VariantIDs})
		a.want(t, "cS b aM")
	})
	t.Run("images that an order does not name follow", func(t *testing.T) {
		t.Parallel()
		a := setup(t).album(t, "a", "b", "c", "d")
		_, err := a.OrderImages(t.Context(), a.edit, []uuid.UUID{a.id(t, "c")})
		check(t, err)
		a.want(t, "c a b d")
		_, err = a.OrderImages(t.Context(), a.edit, []uuid.UUID{a.id(t, "a"), a.id(t, "a")})
		wantErr(t, err, catalog.ErrImageNotFound)
		_, err = a.OrderImages(t.Context(), a.edit, []uuid.UUID{uuid.New()})
		wantErr(t, err, catalog.ErrImageNotFound)
		a.want(t, "c a b d")
	})
	t.Run("whoever adds at the same time loses nothing", func(t *testing.T) {
		t.Parallel()
		a := setup(t).album(t, "a")
		var all sync.WaitGroup
		for i := range 6 {
			id := a.own(t, fmt.Sprintf("b%d", i))
			all.Go(func() {
				_, err := a.AttachImage(t.Context(), catalog.AttachImageInput{ImageEdit: a.edit, StoreImageID: id, Position: new(int)})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		images, err := a.Images(t.Context(), a.store, a.edit.ProductID)
		check(t, err)
		if len(images.Items) != 7 || images.Version != 8 {
			t.Errorf("%d images at version %d, want 7 at 8", len(images.Items), images.Version)
		}
	})
	t.Run("the same picture again changes nothing", func(t *testing.T) {
		t.Parallel()
		a := setup(t).album(t, "a")
		before, err := a.Images(t.Context(), a.store, a.edit.ProductID)
		check(t, err)
		after := a.attach(t, catalog.AttachImageInput{StoreImageID: a.own(t, "a"), Alt: "other words"})
		wantEqual(t, "images", after, before)
	})
	t.Run("what is said of an image is seen in lists", func(t *testing.T) {
		t.Parallel()
		a := setup(t).album(t, "a")
		alt := "a red shirt"
		images, err := a.ChangeImage(t.Context(), catalog.ChangeImageInput{ImageEdit: a.edit, ImageID: a.id(t, "a"), Alt: &alt, Focus: &media.Focus{X: 5, Y: 100}})
		check(t, err)
		page, _, err := a.Products(t.Context(), catalog.Filter{Limit: 1})
		check(t, err)
		for what, img := range map[string]media.Image{"product": images.Items[0].Image, "list": *page[0].Image} {
			if img.Alt != alt || img.Focus == nil || *img.Focus != (media.Focus{X: 5, Y: 100}) {
				t.Errorf("%s shows %+v", what, img)
			}
		}
	})
	t.Run("an image leaves once, and is kept", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		a := s.album(t)
		in := s.sizes("Shirt", "S", "M") // as an importer writes it: no picture is the store's own
		in.Images = []media.Image{{Key: "imported", Width: 3, Height: 2, Alt: "front"}}
		s.put(t, in)
		id := a.id(t, "imported")
		gone, err := a.DetachImage(t.Context(), a.edit, id)
		check(t, err)
		_, err = a.DetachImage(t.Context(), a.edit, id)
		wantErr(t, err, catalog.ErrImageNotFound)
		a.attach(t, catalog.AttachImageInput{StoreImageID: gone.StoreImageID})
		a.want(t, "imported")
	})
	t.Run("a product of another store is not there", func(t *testing.T) {
		t.Parallel()
		a := setup(t).album(t, "a")
		edit := a.edit
		edit.StoreID = a.newStore(t, "other")
		_, err := a.Images(t.Context(), edit.StoreID, edit.ProductID)
		wantErr(t, err, catalog.ErrProductNotFound)
		_, err = a.DetachImage(t.Context(), edit, a.id(t, "a"))
		wantErr(t, err, catalog.ErrProductNotFound)
	})
	t.Run("each change is in the audit log and told", func(t *testing.T) {
		t.Parallel()
		a := setup(t).album(t, "a")
		_, err := a.DetachImage(t.Context(), a.edit, a.id(t, "a"))
		check(t, err)
		var actions string
		const q = "SELECT string_agg(action, ' ' ORDER BY seq) FROM audit.entries WHERE target_id = $1 AND actor_id = $2"
		check(t, a.pool.QueryRow(t.Context(), q, a.edit.ProductID.String(), a.edit.Actor).Scan(&actions))
		wantEqual(t, "actions", actions, "product.image_attached product.image_detached")
	})
}
