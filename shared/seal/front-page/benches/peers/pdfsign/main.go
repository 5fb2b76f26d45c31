// pdfsign IN.pdf OUT.pdf ROUNDS: digitorus/pdfsign seals a file, as `seal_once` does.
//
// The key and chain are `key.der` (PKCS #8), `leaf.der` and `root.der` in the folder that SEGL_PEER_KEY names. With
// rounds it prints the median milliseconds from bytes to bytes before it seals the file on disk. Its signatures are
// `adbe.pkcs7.detached`: it knows no PAdES.
package main

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/digitorus/pdf"
	"github.com/digitorus/pdfsign/sign"
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func main() {
	source, target, rounds := os.Args[1], os.Args[2], must(strconv.Atoi(os.Args[3]))
	read := func(name string) []byte {
		return must(os.ReadFile(filepath.Join(os.Getenv("SEGL_PEER_KEY"), name)))
	}
	key := must(x509.ParsePKCS8PrivateKey(read("key.der"))).(crypto.Signer)
	leaf, root := must(x509.ParseCertificate(read("leaf.der"))), must(x509.ParseCertificate(read("root.der")))
	seal := func(data []byte) []byte {
		reader := bytes.NewReader(data)
		file := must(pdf.NewReader(reader, int64(len(data))))
		var out bytes.Buffer
		settings := sign.SignData{
			Signature: sign.SignDataSignature{
				Info:       sign.SignDataSignatureInfo{Name: "Seal", Date: time.Now()},
				CertType:   sign.CertificationSignature,
				DocMDPPerm: sign.DoNotAllowAnyChangesPerms,
			},
			Signer:            key,
			DigestAlgorithm:   crypto.SHA256,
			Certificate:       leaf,
			CertificateChains: [][]*x509.Certificate{{leaf, root}},
		}
		must(0, sign.Sign(reader, &out, file, int64(len(data)), settings))
		return out.Bytes()
	}
	data := must(os.ReadFile(source))
	times := make([]float64, 0, rounds)
	for range rounds {
		begun := time.Now()
		seal(data)
		times = append(times, float64(time.Since(begun).Nanoseconds())/1e6)
	}
	if rounds > 0 {
		slices.Sort(times)
		fmt.Printf("%.3f\n", times[rounds/2])
	}
	must(0, os.WriteFile(target, seal(data), 0o600))
}
