// Loads a Compose file as docker compose does: schema, references, profiles. Prints the project; exit 1 says what is wrong.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	options, err := cli.NewProjectOptions(os.Args[1:], cli.WithProfiles([]string{"*"}), cli.WithDotEnv)
	if err == nil {
		project, problem := options.LoadProject(context.Background())
		if problem == nil {
			text, _ := project.MarshalJSON()
			_, _ = os.Stdout.Write(text)
			return
		}
		err = problem
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
