# make help lists the targets. `make setup PYTHON=python3.13` chooses the interpreter that .venv is made from.
# `make test-gpu PHOTOSCULPTURE_SYSTEM_PACKAGES=1` keeps to the PyTorch and the other packages that PYTHON already has.

VENV := $(if $(PHOTOSCULPTURE_SYSTEM_PACKAGES),.venv-system,.venv)
BIN := $(VENV)/bin
READY := $(VENV)/ready
# Windows open on a screen of their own: tests neither need one nor disturb the one that is there.
ON_A_SCREEN := $(if $(shell command -v xvfb-run),xvfb-run -a -s "-screen 0 1920x1200x24",)
CXX_SOURCES := $(shell find app renderer_cuda tests -name '*.cpp' -o -name '*.h' -o -name '*.cu')
COMPILED := $(filter-out tests/% %.cu, $(CXX_SOURCES))
export VENV PYTHON PHOTOSCULPTURE_SYSTEM_PACKAGES

.PHONY: help setup run test test-gpu bench bench-shape gallery lint

help: ## list these targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(READY) ## prepare .venv: system libraries, packages, compiled kernels

run: $(READY) ## open the window, with the bundled kettle
	$(BIN)/photosculpture

# Some processes share the tests (tests/conftest.py); threads of torch that wait spinning would keep theirs from working.
test: lint ## check style, types and imports, then run all tests that need no GPU
	OMP_WAIT_POLICY=passive $(ON_A_SCREEN) $(BIN)/python -m pytest -m "not cuda" --numprocesses=auto --maxprocesses=4

test-gpu: $(READY) ## run the tests and the benchmark that need a GPU (see the top of the Makefile)
	$(BIN)/python -m pytest -m cuda --ignore=tests/ui
	$(BIN)/python -m benchmarks --device cuda

bench: $(READY)-bench ## measure against other rasterizers
	$(ON_A_SCREEN) $(BIN)/python -m benchmarks

bench-shape: $(READY) ## measure shapes against hull, plain sphere and others' recipes (SHAPE="--help" tells more)
	$(BIN)/python -m benchmarks.shape $(SHAPE)

gallery: $(READY) ## make the pictures of the README (CAPTURE=folder adds that of the dinosaur's photographs)
	$(ON_A_SCREEN) $(BIN)/python docs/make_gallery.py $(CAPTURE)

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/clang-format --dry-run -Werror $(CXX_SOURCES)

$(READY): pyproject.toml constraints.txt CMakeLists.txt .ci/setup.sh .ci/build_requirements.py $(COMPILED)
	@.ci/setup.sh

$(READY)-bench: $(READY)
	@.ci/setup.sh bench
