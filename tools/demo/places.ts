/** Where people live in Marovia: regions, and the localities in each. */
export const regions: readonly { region: string; localities: readonly string[] }[] = [
  {
    region: "Port Marov",
    localities: ["Kasbah district", "Old Harbour", "Lantern Hill", "Salt Quay", "Tannery Row"],
  },
  {
    region: "Upper Senna",
    localities: ["Senna Bridge", "Millbrook", "Fig Terrace", "Goat Pass"],
  },
  {
    region: "Green Valley",
    localities: ["Oum Rabia", "Ndoto Village", "Acacia Crossing", "Three Wells"],
  },
  { region: "Eastern Plains", localities: ["Dry River", "Sorghum Market", "New Addis Camp"] },
  { region: "Coral Coast", localities: ["Mangrove Point", "Pearl Beach", "Ferry Landing"] },
];

export const streets: readonly string[] = [
  "Weavers' Lane",
  "Rue du Moulin",
  "Mosque Street",
  "Baobab Road",
  "Calle del Pozo",
  "Station Road",
  "Well Street",
  "School Lane",
  "Barabara ya Soko",
  "Cedar Steps",
];
