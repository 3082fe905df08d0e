"""Photographs with known cameras: from files to views."""
