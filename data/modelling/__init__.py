"""The parts from which `make_models.py` puts the sample models together."""
